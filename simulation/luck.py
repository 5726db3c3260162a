"""Keyed draws: every draw is a pure function of (seed, member, purpose, occasion), so nobody's luck depends on anybody else's.

The functions are plain scalar Python that numba can compile; the names bound to `int` below become 64-bit machine integers there.
The generator is splitmix64's output function over a counter (Steele, Lea and Flood 2014).
"""
import math

u64, i64 = int, int
MASK = (1 << 64) - 1
GOLD, C1, C2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
S30, S27, S31, S12 = 30, 27, 31, 12
MACHINE_INTEGERS = ("MASK", "GOLD", "C1", "C2", "S30", "S27", "S31", "S12")

# Purposes: one number for each decision, up to 254.  A new mechanic takes the next free one; no number is ever used again.
BASE_GAP, BASE_KEEP, BASE_DROPOUT, BASE_BASKET, BASE_REDEEM = 0, 1, 2, 3, 4
EXTRA_GAP, EXTRA_KEEP, EXTRA_BASKET, EXTRA_REDEEM, EXTRA_PULL_FORWARD = 5, 6, 7, 8, 9
BASE_RETURN, EXTRA_RETURN = 10, 11
OPENING, TRAITS = 14, 15
OFFER_REACH, OFFER_USED, OFFER_AMOUNT, OFFER_PRIZE = 40, 41, 43, 45     # of the last three one more each, for the program stream
BASE_ABOUT, EXTRA_ABOUT, ACTS, ENGAGED = 20, 21, 22, 23
PLAN_JOIN, PLAN_TRY, PLAN_CONVERT, PLAN_RENEW, PARTNER_CUSTOMER, PARTNER_EVENTS = 60, 61, 62, 63, 64, 65
BASE_CONTACT, EXTRA_CONTACT = 70, 71
ORGANIC, REFERRAL, RECRUITED = 80, 81, 82
INVITED = 90


def scramble(z):
    """The output function of splitmix64."""
    z = ((z ^ (z >> S30)) * C1) & MASK
    z = ((z ^ (z >> S27)) * C2) & MASK
    return z ^ (z >> S31)


def member_key(seed, member):
    return scramble((scramble((u64(seed) + GOLD) & MASK) + u64(member + 1) * GOLD) & MASK)


def recruit_key(key, stream, n):
    """The key of the n-th member whom a member brings in; the same person whoever else joins."""
    return scramble((scramble((key + GOLD * u64(stream + 1)) & MASK) + u64(n + 1) * GOLD) & MASK)


def uniform(key, purpose, n, sub):
    """A uniform in the open interval (0, 1), 52 bits; `sub` below 16 tells several draws of one decision apart."""
    place = (u64(n) << S12) + u64(16 * purpose + sub + 1)
    z = scramble((key + GOLD * place) & MASK)
    return (i64(z >> S12) + 0.5) * 2.220446049250313e-16


def gap(key, purpose, n, rate):
    """Time to the next occasion of a Poisson stream, in the unit of 1/rate."""
    return -math.log(uniform(key, purpose, n, 0)) / rate


def gamma(key, purpose, n, d, c):
    """Gamma(d + 1/3, scale 1), c = 1/sqrt(9 d): Marsaglia and Tsang (2000); each attempt has its own keyed pair, so nothing shifts."""
    for attempt in range(0, 14, 2):
        z = normal(uniform(key, purpose, n, attempt))
        v = 1.0 + c * z
        if v > 0.0:
            v = v * v * v
            u = uniform(key, purpose, n, attempt + 1)
            if u < 1.0 - 0.0331 * z * z * z * z or math.log(u) < 0.5 * z * z + d - d * v + d * math.log(v):
                return d * v
    return d  # seven refusals in a row: once in 10^10 at shape 1, 10^16 at shape 6


def poisson(key, purpose, n, sub, mean):
    """A Poisson number by inversion of one uniform, at most 60; meant for means up to 10, where more is rarer than 1 in 10^26."""
    u = uniform(key, purpose, n, sub)
    if u <= 1.0 - mean:      # e^-x >= 1 - x: with small means, none without an exp
        return 0
    k, chance = 0, math.exp(-mean)
    below = chance
    while u > below and k < 60:
        k += 1
        chance *= mean / k
        below += chance
    return k


def shrink(key, purpose, n, power):
    """What turns Gamma(p + 1) into Gamma(p): a uniform to the power 1/p, for shapes below 1; `power` 0 leaves it."""
    return uniform(key, purpose, n, 14) ** power if power > 0.0 else 1.0


def normal(u):
    """Inverse of the normal distribution function (Acklam 2003; relative error 1e-9)."""
    if u < 0.02425 or u > 0.97575:
        q = math.sqrt(-2.0 * math.log(u if u < 0.5 else 1.0 - u))
        tail = ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e+00) * q - 2.549732539343734e+00) * q
                + 4.374664141464968e+00) * q + 2.938163982698783e+00
        tail /= (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e+00) * q + 3.754408661907416e+00) * q + 1.0
        return tail if u < 0.5 else -tail
    q = u - 0.5
    r = q * q
    middle = ((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r + 1.383577518672690e+02) * r
              - 3.066479806614716e+01) * r + 2.506628277459239e+00
    return middle * q / (((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r
                           + 6.680131188771972e+01) * r - 1.328068155288572e+01) * r + 1.0)


def few(key, purpose, n, mean):
    """A Poisson number of at most 3, for small means."""
    u = uniform(key, purpose, n, 0)
    if u < 1.0 - mean:       # as in poisson
        return 0
    part = below = math.exp(-mean)
    k = 0
    while u >= below and k < 3:
        k += 1
        part *= mean / k
        below += part
    return k


def recruit_keys_of(keys, stream, first, out):
    for i in range(len(keys)):
        out[i] = recruit_key(keys[i], stream, first[i])


def keys_of(seed, members, out):
    for i in range(len(members)):
        out[i] = member_key(seed, members[i])


def uniforms_of(keys, purpose, sub, out):
    for i in range(len(keys)):
        out[i] = uniform(keys[i], purpose, 0, sub)
