import { ProcessSubject } from './process-subject';
async function main() {
  const s = await ProcessSubject.start(['python3', 'adapters/python/syndbg.py']);
  const offer = s.description.machines[0]!;
  const leaves=[{function:0x40000001n,eax:0x31237648n,ebx:0n,ecx:0n,edx:0n},{function:0x40000082n,eax:2n,ebx:0n,ecx:0n,edx:0n}];
  const ops:any[]=[]; for(let i=0;i<20000;i++) ops.push({op:'wrmsr',vm:0,vcpu:0,msr:0x400000f3n,value:BigInt(i)},{op:'rdmsr',vm:0,vcpu:0,msr:0x400000f3n},{op:'get_msrs',fd:'vcpu',vm:0,vcpu:0,msrs:[0x400000f3n]},{op:'wrmsr',vm:0,vcpu:0,msr:0x400000f1n,value:5n},{op:'run',vm:0,vcpu:0});
  await s.reset(offer, {vms:1,vcpus:2,irqchip:true,trace:false});
  await s.step({op:'set_cpuid',vm:0,vcpu:0,leaves} as never);
  for (let k=0;k<4;k++){
  let c=process.cpuUsage(); let t=performance.now(); await s.stepAll(ops); let dt=performance.now()-t; c=process.cpuUsage(c); console.log('stepAll',Math.round(ops.length/dt*1000),'steps/s; node cpu us/step', (c.user+c.system)/ops.length);
  c=process.cpuUsage(); t=performance.now(); await Promise.all(ops.map(o=>s.step(o))); dt=performance.now()-t; c=process.cpuUsage(c);console.log('step   ',Math.round(ops.length/dt*1000),'steps/s; node cpu us/step', (c.user+c.system)/ops.length);
  }
  await s.close();
}
main();
