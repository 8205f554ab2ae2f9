/* For trials under Wine only: what Wine's mscms.dll only promises; everything else is forwarded. */
#include <windows.h>

void *own_WcsCreateIccProfile(void *profile, DWORD options) {
  (void)profile, (void)options;
  SetLastError(ERROR_CALL_NOT_IMPLEMENTED);
  return NULL;
}
void *own_WcsOpenColorProfileW(void *a, void *b, void *c, DWORD d, DWORD e, DWORD f, DWORD g) {
  (void)a, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g;
  SetLastError(ERROR_CALL_NOT_IMPLEMENTED);
  return NULL;
}
