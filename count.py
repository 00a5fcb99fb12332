import re,glob
n=f=p=0
for fn in sorted(glob.glob('features/nv/*.feature')):
    t=open(fn).read()
    for part in re.split(r'(?=\n    @nv\.)',t)[1:]:
        n+=1; 
        if 'nothing else changes' in part: f+=1
        if '@invariant' in part: p+=1
print(n,'scenarios',f,'frames',p,'properties', round(100*f/n),'%')
