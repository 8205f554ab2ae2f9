/* For trials under Wine only: the complex functions of C99, which Wine's ucrtbase.dll only promises
   and numpy calls while it is imported. Everything else is forwarded. Structures of two numbers
   are how Microsoft's compiler passes complex numbers. */
#include <complex.h>

typedef struct { double re, im; } pair;
typedef struct { float re, im; } small_pair;

static double _Complex in(pair a) { return *(double _Complex *)&a; }
static pair out(double _Complex c) { return (pair){creal(c), cimag(c)}; }
static float _Complex small_in(small_pair a) { return *(float _Complex *)&a; }
static small_pair small_out(float _Complex c) { return (small_pair){crealf(c), cimagf(c)}; }

#define TO_COMPLEX(name)                                                \
  pair own_##name(pair a) { return out(name(in(a))); }                   \
  pair own_##name##l(pair a) { return out(name(in(a))); }                \
  small_pair own_##name##f(small_pair a) { return small_out(name##f(small_in(a))); }
#define TO_REAL(name)                                                   \
  double own_##name(pair a) { return name(in(a)); }                      \
  double own_##name##l(pair a) { return name(in(a)); }                   \
  float own_##name##f(small_pair a) { return name##f(small_in(a)); }

TO_COMPLEX(cacos) TO_COMPLEX(cacosh) TO_COMPLEX(casin) TO_COMPLEX(casinh) TO_COMPLEX(catan)
TO_COMPLEX(catanh) TO_COMPLEX(ccos) TO_COMPLEX(ccosh) TO_COMPLEX(cexp) TO_COMPLEX(clog)
TO_COMPLEX(conj) TO_COMPLEX(cproj) TO_COMPLEX(csin) TO_COMPLEX(csinh) TO_COMPLEX(csqrt)
TO_COMPLEX(ctan) TO_COMPLEX(ctanh)
TO_REAL(cabs) TO_REAL(carg) TO_REAL(cimag) TO_REAL(creal)

pair own_cpow(pair a, pair b) { return out(cpow(in(a), in(b))); }
pair own_cpowl(pair a, pair b) { return own_cpow(a, b); }
small_pair own_cpowf(small_pair a, small_pair b) { return small_out(cpowf(small_in(a), small_in(b))); }

static const double LN_10 = 2.302585092994045684;
pair own_clog10(pair a) { return out(clog(in(a)) / LN_10); }
pair own_clog10l(pair a) { return own_clog10(a); }
small_pair own_clog10f(small_pair a) { return small_out(clogf(small_in(a)) / (float)LN_10); }
