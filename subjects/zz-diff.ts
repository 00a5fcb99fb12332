import * as fc from 'fast-check';
import { ProcessSubject } from './process-subject';
import { referenceModel } from './model-subject';
import { machineOf } from '../model/machines';
import { Misuse, Unsupported } from '../model/core/machine';
import { differences, describeDifference, show } from '../model/core/compare';
import { operation, OPENING, config } from '../adapters/testing/syndbg-ops';
async function main() {
  const argv = JSON.parse(process.argv[2]!); const runs=Number(process.argv[3]); const seed=Number(process.argv[4]??1);
  const s = await ProcessSubject.start(argv);
  const offer = s.description.machines[0]!;
  const upstream = offer.profile==='upstream';
  const model = referenceModel(offer); const machine = machineOf('syndbg');
  const stats: Record<string,number> = {};
  const ignored = /belongs to another feature|upper halves|answers 0x60|is not a Hyper-V leaf|leaves the exit's status|while the vCPU waits in its (HCALL|RDMSR|WRMSR|SYNIC)/;
  const prop = fc.asyncProperty(config, fc.boolean(), fc.array(operation({upstream}), {minLength: 5, maxLength: 40, size:'max'}), async (cfg, opened, rest) => {
    const all = [...(opened ? OPENING : []), ...rest];
    let state = model.initial(cfg); const ops:any[]=[]; const want:any[]=[];
    for (const op of all) {
      const o=op as any; if ((o.fd !== undefined && (o.fd!=='vcpu'||o.op==='get_supported_hv_cpuid')) && ((o.vm??0)>=cfg.vms || (o.vcpu??0)>=cfg.vcpus)) continue;
      const vs=(state as any).vms[o.vm??0]?.vcpus[o.vcpu??0]; if (o.op==='run' && o.run?.immediate_exit && vs?.stopped?.kind==='WRMSR') continue;
      if ((o.op==='wrmsr'||o.op==='rdmsr') && ![0xf1n,0xf2n,0xf3n,0xf4n,0xf5n,0xffn].includes(o.msr-0x40000000n) && (state as any).vms[o.vm]?.denied.some((d:any)=>o.msr>=d.base&&o.msr<d.base+BigInt(d.count))) continue;
      if (o.op==='set_regs' && (state as any).vms[o.vm]?.vcpus[o.vcpu]?.due) continue;
      try { const r = model.step(state, op); state = r.state; ops.push(op); want.push(r.outcome); 
        const k=op.op+' '+r.outcome.outcome+' '+((r.outcome as any).error??(r.outcome as any).fault??'')+(r.outcome.events??[]).map((e:any)=>e.exit??'t').join(','); stats[k]=(stats[k]??0)+1;
      }
      catch (e) { if (e instanceof Misuse) { if (ignored.test(e.message)) continue; ops.push(op); want.push(e); } else if (e instanceof Unsupported) { ops.push(op); want.push(e);} else throw e; }
    }
    await s.reset(offer, cfg);
    const got = await s.stepAll(ops);
    for (const [i,w] of want.entries()) {
      const g = got[i]!;
      if (w instanceof Error || g instanceof Error) { if (w instanceof Error && g instanceof Error && w.name===g.name && (w as any).capability===(g as any).capability) {stats[w.name]=(stats[w.name]??0)+1;continue;} throw new Error(`step ${i} ${show(ops[i])}: model ${w instanceof Error ? w.name+w.message : show(w)}, adapter ${g instanceof Error ? g.name+': '+g.message : show(g)}`); }
      const free = machine.unspecified(offer.profile, w);
      const d = differences(w, g).filter(x=>!free.includes(x.path));
      if (d.length) throw new Error(`step ${i} ${show(ops[i])}:\n${d.map(describeDifference).join('\n')}\nmodel ${show(w)}\nadapter ${show(g)}`);
    }
    const di = differences(model.inspect(state), await s.inspect());
    if (di.length) throw new Error(`inspect: ${di.map(describeDifference).join('; ')}`);
  });
  const r = await fc.check(prop, {numRuns: runs, seed});
  if (r.failed) { console.log('FAILED after', r.numRuns, 'shrinks', r.numShrinks); const [cfg,opened,ops]=r.counterexample!; console.log(cfg, opened); for (const o of ops) console.log(' ', show(o)); console.log(String((r.errorInstance as Error).message)); }
  else console.log('agree', r.numRuns);
  if (process.argv[5]) console.log(stats);
  await s.close();
}
main();
