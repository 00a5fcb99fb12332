import re,glob
def edit(slug,fn):
    n=0
    for f in glob.glob('/tmp/wt/f-nv/features/nv/*.feature'):
        t=open(f).read(); parts=re.split(r'(?=\n    @nv\.)',t)
        for i,p in enumerate(parts):
            if re.match(r'\n    @nv\.'+re.escape(slug)+r'[ \n]',p): parts[i]=fn(p); n+=1
        open(f,'w').write(''.join(parts))
    assert n==1,(slug,n)
def tail(*steps):
    def fn(p):
        lines=p.split('\n')
        end=min([len(lines)]+[k for k,l in enumerate(lines) if k>2 and re.match(r'(      (Examples|@))|(  (@NV|Rule))',l)])
        last=max(k for k in range(end) if lines[k].strip().startswith(('Given','When','Then','And','|')))
        for s in reversed(steps): lines.insert(last+1,'      And '+s)
        return '\n'.join(lines)
    return fn
