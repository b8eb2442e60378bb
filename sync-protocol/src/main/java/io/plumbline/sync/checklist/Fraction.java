package io.plumbline.sync.checklist;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * An exact rational number in lowest terms. Scores are kept in it until the one rounding at the end: a rating of 2 on a
 * scale of 1 to 4 is one third, which no decimal holds, and three such thirds of 5 points are exactly 5.
 */
record Fraction(BigInteger numerator, BigInteger denominator) implements Comparable<Fraction> {
    static final Fraction ZERO = new Fraction(BigInteger.ZERO, BigInteger.ONE);
    static final Fraction ONE = new Fraction(BigInteger.ONE, BigInteger.ONE);
    static final Fraction HUNDRED = new Fraction(BigInteger.valueOf(100), BigInteger.ONE);

    private static final int SHOWN_DECIMALS = 6;
    private static final BigInteger TWO = BigInteger.TWO;
    private static final BigInteger FIVE = BigInteger.valueOf(5);

    Fraction {
        if (denominator.signum() <= 0) {
            throw new ArithmeticException("the denominator of a fraction is above 0");
        }
        // Most points and shares are whole numbers.
        if (!denominator.equals(BigInteger.ONE)) {
            BigInteger divisor = numerator.gcd(denominator);
            numerator = numerator.divide(divisor);
            denominator = denominator.divide(divisor);
        }
    }

    static Fraction of(BigDecimal value) {
        return value.scale() > 0
                ? new Fraction(value.unscaledValue(), BigInteger.TEN.pow(value.scale()))
                : new Fraction(value.toBigIntegerExact(), BigInteger.ONE);
    }

    static Fraction of(long numerator, long denominator) {
        return new Fraction(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    }

    Fraction plus(Fraction other) {
        if (denominator.equals(other.denominator)) {
            return new Fraction(numerator.add(other.numerator), denominator);
        }
        return new Fraction(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    Fraction times(Fraction other) {
        return new Fraction(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    Fraction dividedBy(Fraction other) {
        if (other.numerator.signum() <= 0) {
            throw new ArithmeticException("only division by a fraction above 0 is needed here");
        }
        return new Fraction(numerator.multiply(other.denominator), denominator.multiply(other.numerator));
    }

    boolean isZero() {
        return numerator.signum() == 0;
    }

    /** Rounded half up to the given number of decimals, trailing zeros kept. */
    BigDecimal rounded(int decimals) {
        return new BigDecimal(numerator).divide(new BigDecimal(denominator), decimals, RoundingMode.HALF_UP);
    }

    /** The exact decimal where it is finite, else six decimals half up; no trailing zeros and no exponent. */
    String shown() {
        if (denominator.equals(BigInteger.ONE)) {
            return numerator.toString();
        }
        BigInteger rest = denominator;
        int twos = 0;
        int fives = 0;
        while (!rest.testBit(0)) {
            rest = rest.divide(TWO);
            twos++;
        }
        while (rest.mod(FIVE).signum() == 0) {
            rest = rest.divide(FIVE);
            fives++;
        }
        boolean finite = rest.equals(BigInteger.ONE);
        BigDecimal value = rounded(finite ? Math.max(twos, fives) : SHOWN_DECIMALS);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    @Override
    public int compareTo(Fraction other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }
}
