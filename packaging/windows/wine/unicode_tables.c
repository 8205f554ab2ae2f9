/* For trials under Wine only: Windows has had icuuc.dll since 1903, Wine has not. Qt loads it for
   old text encodings and does without when a converter cannot be opened. */
#include <windows.h>
#define EXPORTED __declspec(dllexport)

typedef int status;
enum { UNSUPPORTED = 16 };

static void refuse(status *said) {
  if (said) *said = UNSUPPORTED;
}
EXPORTED void *ucnv_open(const char *name, status *said) { (void)name, refuse(said); return NULL; }
EXPORTED void ucnv_close(void *open) { (void)open; }
EXPORTED void ucnv_reset(void *open) { (void)open; }
EXPORTED signed char ucnv_getMaxCharSize(const void *open) { (void)open; return 1; }
EXPORTED const char *ucnv_getName(const void *open, status *said) { (void)open, refuse(said); return NULL; }
EXPORTED const char *ucnv_getStandardName(const char *a, const char *b, status *said) { (void)a, (void)b, refuse(said); return NULL; }
EXPORTED const char *ucnv_getAvailableName(int number) { (void)number; return NULL; }
EXPORTED int ucnv_countAvailable(void) { return 0; }
EXPORTED int ucnv_toUCountPending(const void *open, status *said) { (void)open, refuse(said); return 0; }
EXPORTED int ucnv_fromUCountPending(const void *open, status *said) { (void)open, refuse(said); return 0; }
EXPORTED void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
EXPORTED void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
EXPORTED void ucnv_getToUCallBack(const void *open, void **action, const void **context) {
  (void)open;
  if (action) *action = NULL;
  if (context) *context = NULL;
}
EXPORTED void ucnv_getFromUCallBack(const void *open, void **action, const void **context) {
  ucnv_getToUCallBack(open, action, context);
}
EXPORTED void ucnv_setToUCallBack(void *a, void *b, const void *c, void **d, const void **e, status *said) { (void)a, (void)b, (void)c, (void)d, (void)e, refuse(said); }
EXPORTED void ucnv_setFromUCallBack(void *a, void *b, const void *c, void **d, const void **e, status *said) { (void)a, (void)b, (void)c, (void)d, (void)e, refuse(said); }
EXPORTED void ucnv_cbToUWriteUChars(void *a, const void *b, int c, int d, status *said) { (void)a, (void)b, (void)c, (void)d, refuse(said); }
EXPORTED void ucnv_cbFromUWriteUChars(void *a, const void **b, const void *c, int d, status *said) { (void)a, (void)b, (void)c, (void)d, refuse(said); }
EXPORTED void ucnv_toUnicode(void *a, void **b, const void *c, const char **d, const char *e, int *f, signed char g, status *said) { (void)a, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g, refuse(said); }
EXPORTED void ucnv_fromUnicode(void *a, char **b, const char *c, const void **d, const void *e, int *f, signed char g, status *said) { (void)a, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g, refuse(said); }
