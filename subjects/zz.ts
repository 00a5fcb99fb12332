import { ProcessSubject } from './process-subject';
async function main() {
  const s = await ProcessSubject.start(['python3', 'adapters/python/syndbg.py']);
  console.log(s.description);
  const offer = s.description.machines[0]!;
  await s.reset(offer, {vms:1,vcpus:2,irqchip:true,trace:true});
  const leaves=[{function:0x40000001n,eax:0x31237648n,ebx:0n,ecx:0n,edx:0n},{function:0x40000082n,eax:2n,ebx:0n,ecx:0n,edx:0n}];
  console.log(await s.step({op:'set_cpuid',vm:0,vcpu:0,leaves} as never));
  console.log(await s.step({op:'wrmsr',vm:0,vcpu:0,msr:0x400000f1n,value:5n} as never));
  console.log(await s.step({op:'wrmsr',vm:0,vcpu:0,msr:0x400000f1n,value:5n} as never).catch(e=>e.name+e.message));
  console.log(await s.step({op:'run',vm:0,vcpu:0,run:{status:7n}} as never));
  console.log(await s.step({op:'rdmsr',vm:0,vcpu:0,msr:0x400000f2n} as never));
  console.log(await s.inspect());
  const ops:any[]=[]; for(let i=0;i<20000;i++) ops.push({op:'wrmsr',vm:0,vcpu:0,msr:0x400000f3n,value:BigInt(i)},{op:'rdmsr',vm:0,vcpu:0,msr:0x400000f3n},{op:'get_msrs',fd:'vcpu',vm:0,vcpu:0,msrs:[0x400000f3n]},{op:'wrmsr',vm:0,vcpu:0,msr:0x400000f1n,value:5n},{op:'run',vm:0,vcpu:0});
  await s.reset(offer, {vms:1,vcpus:2,irqchip:true,trace:false});
  await s.step({op:'set_cpuid',vm:0,vcpu:0,leaves} as never);
  for (let k=0;k<3;k++){
  let t=performance.now(); const r=await s.stepAll(ops); let dt=performance.now()-t; console.log('stepAll',Math.round(ops.length/dt*1000),'steps/s', r.filter(x=>x instanceof Error).length);
  t=performance.now(); const r2=await Promise.all(ops.map(o=>s.step(o))); dt=performance.now()-t; console.log('step pipelined',Math.round(ops.length/dt*1000));
  }
  let t=performance.now(); for(let i=0;i<5000;i++) await s.step(ops[i]!); console.log('one at a time',Math.round(5000/(performance.now()-t)*1000));
  console.log(await s.shutdown());
}
main();
