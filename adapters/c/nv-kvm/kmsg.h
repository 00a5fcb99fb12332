/* kmsg.h: what the host's kernel complains of, in its log. */
#ifndef NV_KMSG_H
#define NV_KMSG_H

/* From here on. Without /dev/kmsg, or the right to read it, nothing is ever found. */
void kmsg_open(void);
/* The first line since the last call by which KVM's code warns or says BUG; NULL where there is none. Valid until the next call. */
const char *kmsg_complaint(void);
#endif
