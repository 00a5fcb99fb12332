//! Conversations in memory: what comes back for each line.
use hvspec::{converse, event, json, lacks, misuse, outcome, refuse, Answer, Hex, Machine, Offer, Refusal, Value};

struct Echo(Value);

impl Machine for Echo {
    fn reset(&mut self, _machine: &str, _profile: &str, config: Value) -> Result<(), Refusal> {
        self.0 = config;
        if self.0["trace"] == true { Err(lacks("trace")) } else { Ok(()) }
    }

    fn step(&mut self, op: Value) -> Answer {
        match op["op"].as_str() {
            Some("echo") => outcome("ok", &json!({ "v": op["v"] }), vec![event(&[("event", "exit")], &json!({ "rip": Hex(0x1000) }))]),
            Some("broken") => Err(Refusal::Broken("no more memory".into())),
            _ => Err(misuse("there is no such operation")),
        }
    }

    fn inspect(&mut self) -> Answer {
        Ok(self.0.clone())
    }
}

const OFFERS: [Offer; 1] = [Offer { machine: "nv", profile: "upstream", capabilities: &["fgt"], choices: &[("fpac_il", "set")] }];
const RESET: &str = r#"{"jsonrpc":"2.0","id":0,"method":"reset","params":{"machine":"nv","profile":"upstream","config":{"vhe":true}}}"#;

/// The replies to lines, after a reset.
fn replies(lines: &[&[u8]]) -> Vec<Value> {
    let mut output = Vec::new();
    let input = [&[RESET.as_bytes()], lines].concat().join(&b'\n');
    converse(&input[..], &mut output, "echo", "1", &OFFERS, &mut Echo(Value::Null)).unwrap();
    let text = String::from_utf8(output).unwrap();
    text.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn request(id: &str, method: &str, params: &str) -> Vec<u8> {
    format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":{params}}}"#).into_bytes()
}

#[test]
fn results() {
    let step = request("\"a\\u0000\"", "step", r#"{"op":"echo","v":["0xffffffffffffffff",1.5,null]}"#);
    let found = replies(&[&request("7", "describe", "{}"), &step, &request("8", "inspect", "{}"), &request("9", "shutdown", "{}"), b"never read"]);
    assert_eq!(found[0]["result"], json!({ "protocol": 1, "name": "echo", "version": "1", "machines": [
        { "machine": "nv", "profile": "upstream", "capabilities": ["fgt"], "choices": { "fpac_il": "set" } }] }));
    assert_eq!(found[1], json!({ "jsonrpc": "2.0", "id": "a\0", "result": { "outcome": "ok", "v": ["0xffffffffffffffff", 1.5, null],
        "events": [{ "event": "exit", "rip": "0x1000" }] } }));
    assert_eq!(found[2]["result"], json!({ "vhe": true }));
    assert_eq!(found[3..], [json!({ "jsonrpc": "2.0", "id": 9, "result": {} })]);
}

#[test]
fn refusals() {
    let long = vec![b'x'; (1 << 20) + 1];
    let trace = r#"{"machine":"nv","profile":"upstream","config":{"trace":true}}"#;
    let rows: Vec<(Vec<u8>, Value, i32)> = vec![
        (request("1", "step", r#"{"op":"broken"}"#), json!(1), -32000),
        (request("1", "step", r#"{"op":"?"}"#), json!(1), -32001),
        (request("1", "step", "[]"), json!(1), -32602),
        (request("1", "nonsense", "{}"), json!(1), -32601),
        (request("[1]", "inspect", "{}"), Value::Null, -32600),
        (b"{\"id\":4}".to_vec(), json!(4), -32600),
        (b"[]".to_vec(), Value::Null, -32600),
        (b"{\"jsonrpc\":".to_vec(), Value::Null, -32700),
        (b"\"\xff\"".to_vec(), Value::Null, -32700),
        (b"[".repeat(100_000), Value::Null, -32700),
        (long, Value::Null, -32600),
        (request("2", "reset", trace), json!(2), -32601),
        (request("3", "inspect", "{}"), json!(3), -32001),
        (request("3", "reset", r#"{"machine":"nv","profile":"seed","config":{}}"#), json!(3), -32602),
    ];
    let lines: Vec<&[u8]> = rows.iter().map(|(line, ..)| &line[..]).collect();
    let found = replies(&lines);
    assert_eq!(found.len(), rows.len());
    for ((line, id, code), reply) in rows.iter().zip(&found) {
        assert_eq!((&reply["id"], &reply["error"]["code"]), (id, &json!(code)), "{}", String::from_utf8_lossy(&line[..line.len().min(99)]));
    }
    assert_eq!(found[11]["error"]["data"], json!({ "capability": "trace" }));
}

#[test]
fn blank_lines_and_notifications_have_no_reply() {
    assert_eq!(replies(&[b"", b" \r", br#"{"jsonrpc":"2.0","method":"inspect"}"#]), Vec::<Value>::new());
}

#[test]
fn values_of_64_bits() {
    let read = |text: &str| serde_json::from_str::<Hex>(text).map(|Hex(value)| value).ok();
    assert_eq!(read("\"0xffffffffffffffff\""), Some(u64::MAX));
    for wrong in ["\"0x10000000000000000\"", "\"0x\"", "\"0x+1\"", "\"1f\"", "31"] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
    assert_eq!(json!(Hex(0)), json!("0x0"));
}

#[test]
fn what_an_operation_asks_for() {
    let needs = json!({ "a": { "": "whole" }, "b": { "run.now": "exit", "cap": { "199": "one", "*": "other" }, "on": { "false": "off" }, "text": { "x=*": "x" } } });
    let lack = |name: &str, params: Value, have: &[&str]| match refuse(&needs, name, &params, have) {
        Err(Refusal::Lacks(capability)) => capability,
        _ => "none".into(),
    };
    assert_eq!(lack("a", json!({}), &[]), "whole");
    assert_eq!(lack("a", json!({}), &["whole"]), "none");
    assert_eq!(lack("b", json!({ "run": { "now": true } }), &[]), "exit");
    assert_eq!(lack("b", json!({ "run": { "now": false }, "on": true }), &[]), "none");
    assert_eq!(lack("b", json!({ "cap": 199 }), &[]), "one");
    assert_eq!(lack("b", json!({ "cap": 7 }), &[]), "other");
    assert_eq!(lack("b", json!({ "on": false }), &[]), "off");
    assert_eq!(lack("b", json!({ "text": "x=1" }), &[]), "x");
    assert_eq!(lack("b", json!({ "text": "y=1" }), &[]), "none");
}
