import { ProcessSubject } from './process-subject';
async function main() {
 for (const argv of [['python3','adapters/python/syndbg.py'],['node','-r','ts-node/register/transpile-only','adapters/typescript/syndbg.ts']]) {
  const s = await ProcessSubject.start(argv); const offer = s.description.machines[0]!;
  const leaves=[{function:0x40000001n,eax:0x31237648n,ebx:0n,ecx:0n,edx:0n},{function:0x40000082n,eax:2n,ebx:0n,ecx:0n,edx:0n}];
  const ops:any[]=[]; for(let i=0;i<20000;i++) ops.push({op:'wrmsr',vm:0,vcpu:0,msr:0x400000f3n,value:BigInt(i)},{op:'rdmsr',vm:0,vcpu:0,msr:0x400000f3n},{op:'get_msrs',fd:'vcpu',vm:0,vcpu:0,msrs:[0x400000f3n]},{op:'wrmsr',vm:0,vcpu:0,msr:0x400000f1n,value:5n},{op:'run',vm:0,vcpu:0,run:{status:7n}});
  await s.reset(offer, {vms:1,vcpus:2,irqchip:true,trace:false});
  await s.step({op:'set_cpuid',vm:0,vcpu:0,leaves} as never); await s.step({op:'enable_cap',fd:'vcpu',vm:0,vcpu:0,cap:180,arg:0n} as never);
  const rates:number[]=[]; for (let k=0;k<6;k++){ const t=performance.now(); await s.stepAll(ops); rates.push(Math.round(ops.length/(performance.now()-t)*1000)); }
  const rates2:number[]=[]; for (let k=0;k<3;k++){ const t=performance.now(); await Promise.all(ops.map(o=>s.step(o))); rates2.push(Math.round(ops.length/(performance.now()-t)*1000)); }
  let t=performance.now(); for(let i=0;i<5000;i++) await s.step(ops[i]!); 
  console.log(argv.at(-1),'stepAll',rates.join(' '),'| step() all at once',rates2.join(' '),'| one at a time',Math.round(5000/(performance.now()-t)*1000));
  await s.close();
 }
}
main();
