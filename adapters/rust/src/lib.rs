//! The protocol of hvspec, for adapters in Rust: leave it as it is.
//!
//! `serve("my-kvm", "1.0", &[OFFER], &mut machine)` answers requests on stdin until shutdown. A machine gets and gives the
//! JSON of the schemas, in which values of up to 64 bits are [`Hex`]; it refuses with [`Refusal`].
use std::io::{self, BufRead, BufReader, Read, Write};

use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};
pub use serde_json::{json, Map, Value};

/// Bytes of a line, its LF not counted.
const LINE: u64 = 1 << 20;

/// A value of up to 64 bits: `"0x1f"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hex(pub u64);

impl Serialize for Hex {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{:#x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Hex, D::Error> {
        let text = String::deserialize(from)?;
        let digits = text.strip_prefix("0x").filter(|digits| !digits.starts_with('+'));
        let value = digits.and_then(|digits| u64::from_str_radix(digits, 16).ok());
        value.map(Hex).ok_or_else(|| D::Error::custom(format!("{text:?} is no value of 64 bits such as \"0x1f\"")))
    }
}

/// Why an operation has no outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It makes no sense in this state.
    Misuse(String),
    /// There is no such operation, parameter or configuration, for want of this capability.
    Lacks(String),
    /// The adapter itself cannot go on.
    Broken(String),
}

/// `Err(lacks("hypercalls"))`
pub fn lacks(capability: &str) -> Refusal {
    Refusal::Lacks(capability.into())
}

/// `Err(misuse("the vCPU waits in its exit"))`
pub fn misuse(why: impl Into<String>) -> Refusal {
    Refusal::Misuse(why.into())
}

/// What came of an operation or an inspection.
pub type Answer = Result<Value, Refusal>;

/// A profile of a machine that the adapter speaks for.
pub struct Offer {
    pub machine: &'static str,
    pub profile: &'static str,
    pub capabilities: &'static [&'static str],
    /// What the implementation does where the profile leaves it open.
    pub choices: &'static [(&'static str, &'static str)],
}

/// What an author writes.
pub trait Machine {
    /// A new instance in place of the old one.
    fn reset(&mut self, machine: &str, profile: &str, config: Value) -> Result<(), Refusal>;
    /// One operation: `{"op":…,…}`.
    fn step(&mut self, op: Value) -> Answer;
    /// All that can be seen, without changing any of it.
    fn inspect(&mut self) -> Answer;
}

/// An outcome with its members and events.
pub fn outcome(name: &str, members: &impl Serialize, events: Vec<Value>) -> Answer {
    let mut all = object(members)?;
    all.insert("outcome".into(), name.into());
    all.insert("events".into(), events.into());
    Ok(Value::Object(all))
}

/// An event: what is always the same in it, and its members.
pub fn event(constants: &[(&str, &str)], members: &impl Serialize) -> Value {
    let mut all = object(members).unwrap_or_default();
    for (name, text) in constants {
        all.insert((*name).into(), (*text).into());
    }
    Value::Object(all)
}

fn object(members: &impl Serialize) -> Result<Map<String, Value>, Refusal> {
    match serde_json::to_value(members) {
        Ok(Value::Object(all)) => Ok(all),
        Ok(_) => Ok(Map::new()),
        Err(error) => Err(Refusal::Broken(error.to_string())),
    }
}

/// Refuses what asks for a capability that is not there; `needs` says which operations and parameters ask for which.
pub fn refuse(needs: &Value, name: &str, params: &Value, capabilities: &[&str]) -> Result<(), Refusal> {
    for (path, need) in needs[name].as_object().into_iter().flatten() {
        let words = path.split('.').filter(|word| !word.is_empty());
        let value = words.fold(params, |at, word| &at[word]);
        match asked(need, value) {
            Some(capability) if !capabilities.contains(&capability) => return Err(lacks(capability)),
            _ => (),
        }
    }
    Ok(())
}

/// The capability that a parameter with this value asks for.
fn asked<'a>(need: &'a Value, value: &Value) -> Option<&'a str> {
    let given = !value.is_null() && value != false;
    let by_value = match need {
        Value::String(capability) => return given.then_some(capability.as_str()),
        Value::Object(by_value) => by_value,
        _ => return None,
    };
    let text = value.as_str().map_or_else(|| value.to_string(), String::from);
    let begins = |key: &str| key.strip_suffix('*').map_or(false, |start| text.starts_with(start));
    let begun = || by_value.iter().find(|(key, _)| given && begins(key)).map(|(_, capability)| capability);
    by_value.get(&text).or_else(begun)?.as_str()
}

#[derive(Deserialize)]
struct Request {
    jsonrpc: String,
    #[serde(default, deserialize_with = "present")]
    id: Option<Value>,
    method: String,
    #[serde(default)]
    params: Value,
}

/// An id of null is one, too.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

struct Session<'a> {
    name: &'a str,
    version: &'a str,
    offers: &'a [Offer],
    machine: &'a mut dyn Machine,
    is_reset: bool,
}

/// A result, or the code, the message and the data of an error.
type Outcome = Result<Value, (i32, String, Value)>;

fn refused(refusal: Refusal) -> (i32, String, Value) {
    match refusal {
        Refusal::Misuse(why) => (-32001, why, Value::Null),
        Refusal::Lacks(capability) => (-32601, format!("no {capability}"), json!({ "capability": capability })),
        Refusal::Broken(why) => (-32000, why, Value::Null),
    }
}

fn wrong(code: i32, why: &str) -> Outcome {
    Err((code, why.into(), Value::Null))
}

impl Session<'_> {
    fn describe(&self) -> Value {
        let offer = |offer: &Offer| {
            let choices: Map<String, Value> = offer.choices.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
            json!({ "machine": offer.machine, "profile": offer.profile, "capabilities": offer.capabilities, "choices": choices })
        };
        let machines: Vec<Value> = self.offers.iter().map(offer).collect();
        json!({ "protocol": 1, "name": self.name, "version": self.version, "machines": machines })
    }

    fn reset(&mut self, mut params: Value) -> Outcome {
        self.is_reset = false;
        let config = params["config"].take();
        let is = |offer: &&Offer| params["machine"] == offer.machine && params["profile"] == offer.profile;
        let offer = match self.offers.iter().find(is) {
            Some(offer) if config.is_object() => offer,
            _ => return wrong(-32602, "reset wants a machine and a profile that describe offers, and a config"),
        };
        self.machine.reset(offer.machine, offer.profile, config).map_err(refused)?;
        self.is_reset = true;
        Ok(json!({}))
    }

    fn answer(&mut self, method: &str, params: Value) -> Outcome {
        match method {
            "describe" => Ok(self.describe()),
            "reset" => self.reset(params),
            "shutdown" => Ok(json!({})),
            "step" | "inspect" if !self.is_reset => wrong(-32001, "nothing before a reset that succeeded"),
            "step" if !params["op"].is_string() => wrong(-32602, "step wants params {\"op\":\"…\",…}"),
            "step" => self.machine.step(params).map_err(refused),
            "inspect" => self.machine.inspect().map_err(refused),
            _ => wrong(-32601, "there is no such method: describe, reset, step, inspect, shutdown"),
        }
    }

    /// The reply to a line, if there is one, and whether it was the last.
    fn take(&mut self, line: &[u8]) -> (Option<Value>, bool) {
        if line.iter().all(u8::is_ascii_whitespace) {
            return (None, false);
        }
        let value: Value = match serde_json::from_slice(line) {
            Ok(value) => value,
            Err(error) => return (Some(reply(Value::Null, wrong(-32700, &format!("the line is no JSON: {error}")))), false),
        };
        let id = value.get("id").cloned().filter(|id| id.is_number() || id.is_string());
        if id.is_none() && value.get("id").map_or(false, |id| !id.is_null()) {
            return (Some(reply(Value::Null, wrong(-32600, "an id is a number or a string"))), false);
        }
        match serde_json::from_value::<Request>(value) {
            Ok(Request { jsonrpc, id, method, params }) if jsonrpc == "2.0" => {
                let result = self.answer(&method, params);
                (id.map(|id| reply(id, result)), method == "shutdown")
            }
            _ => (Some(reply(id.unwrap_or_default(), wrong(-32600, "a request has \"jsonrpc\":\"2.0\" and a method"))), false),
        }
    }
}

fn reply(id: Value, outcome: Outcome) -> Value {
    match outcome {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err((code, message, Value::Null)) => json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } }),
        Err((code, message, data)) => json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message, "data": data } }),
    }
}

/// The next line without its LF; `None` at the end. Of one that is too long `Err` and the rest is skipped.
fn next_line(input: &mut impl BufRead) -> io::Result<Option<Result<Vec<u8>, ()>>> {
    let mut line = Vec::new();
    if input.by_ref().take(LINE + 1).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(Some(Ok(line)));
    }
    if line.len() as u64 <= LINE {
        return Ok(Some(Ok(line)));
    }
    let mut rest = Vec::new();
    while rest.last() != Some(&b'\n') {
        rest.clear();
        if input.by_ref().take(LINE).read_until(b'\n', &mut rest)? == 0 {
            break;
        }
    }
    Ok(Some(Err(())))
}

/// Answers requests until shutdown or the end of the input. What is answered goes out before more is waited for.
pub fn converse(input: impl Read, output: impl Write, name: &str, version: &str, offers: &[Offer], machine: &mut dyn Machine) -> io::Result<()> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let mut output = io::BufWriter::with_capacity(1 << 16, output);
    let mut session = Session { name, version, offers, machine, is_reset: false };
    loop {
        if !input.buffer().contains(&b'\n') {
            output.flush()?;
        }
        let (reply, is_last) = match next_line(&mut input)? {
            None => break,
            Some(Ok(line)) => session.take(&line),
            Some(Err(())) => (Some(reply(Value::Null, wrong(-32600, "the line is longer than 1 MiB"))), false),
        };
        if let Some(reply) = reply {
            serde_json::to_writer(&mut output, &reply)?;
            output.write_all(b"\n")?;
        }
        if is_last {
            break;
        }
    }
    output.flush()
}

/// [`converse`] on stdin and stdout.
pub fn serve(name: &str, version: &str, offers: &[Offer], machine: &mut dyn Machine) -> io::Result<()> {
    converse(io::stdin(), io::stdout(), name, version, offers, machine)
}
