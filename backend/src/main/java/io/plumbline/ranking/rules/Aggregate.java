package io.plumbline.ranking.rules;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What is kept of a subject's scores in a month (CBK-6, RNK-7): how many there are, their exact sum and the exact sum
 * of their squares. Units roll up by adding aggregates of responses, never by averaging averages; a correction takes
 * the old score out and puts the new one in.
 *
 * <p>Example: 80, 90 and 95.55 give 3 responses, sum 265.55, mean 88.52 (88.516… half up).
 */
public record Aggregate(long responses, BigDecimal sum, BigDecimal squareSum) {
    public static final Aggregate EMPTY = new Aggregate(0, BigDecimal.ZERO, BigDecimal.ZERO);

    /** From this many responses on a mean is shown with its interval (CBK-6). */
    static final int INTERVAL_FROM = 5;

    /** Two-sided 97.5 % quantiles of Student's t for 4 to 30 degrees of freedom; beyond, the normal 1.960 is used. */
    private static final double[] STUDENT_T = {
        2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093,
        2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };

    private static final BigDecimal BEST = new BigDecimal(100);

    /** A range of scores, ends included, within 0 to 100. */
    public record Interval(BigDecimal low, BigDecimal high) {}

    public static Aggregate of(BigDecimal score) {
        return new Aggregate(1, score, score.multiply(score));
    }

    public Aggregate plus(Aggregate other) {
        return new Aggregate(responses + other.responses, sum.add(other.sum), squareSum.add(other.squareSum));
    }

    /** Takes responses out again; fewer than none can only be a mistake of the caller, so it is refused. */
    public Aggregate minus(Aggregate other) {
        if (other.responses > responses) {
            throw new IllegalArgumentException("cannot take " + other.responses + " responses out of " + responses);
        }
        return new Aggregate(responses - other.responses, sum.subtract(other.sum), squareSum.subtract(other.squareSum));
    }

    /** A delta that takes this aggregate out of another. */
    public Aggregate negated() {
        return new Aggregate(-responses, sum.negate(), squareSum.negate());
    }

    public Aggregate add(BigDecimal score) {
        return plus(of(score));
    }

    public Aggregate remove(BigDecimal score) {
        return minus(of(score));
    }

    /** Mean at two decimals, half up; empty when there is no response (which is neither 0 nor 100). */
    public Optional<BigDecimal> mean() {
        return responses == 0
                ? Optional.empty()
                : Optional.of(sum.divide(BigDecimal.valueOf(responses), 2, RoundingMode.HALF_UP));
    }

    /** The 95 % interval of the mean, from five responses on. */
    public Optional<Interval> interval() {
        if (responses < INTERVAL_FROM) {
            return Optional.empty();
        }
        BigDecimal n = BigDecimal.valueOf(responses);
        BigDecimal mean = sum.divide(n, MathContext.DECIMAL64);
        BigDecimal deviations = squareSum.subtract(sum.multiply(sum).divide(n, MathContext.DECIMAL64));
        double variance = Math.max(0, deviations.doubleValue()) / (responses - 1);
        long row = responses - INTERVAL_FROM;
        double t = row < STUDENT_T.length ? STUDENT_T[(int) row] : 1.960;
        BigDecimal half = BigDecimal.valueOf(t * Math.sqrt(variance / responses));
        return Optional.of(new Interval(
                mean.subtract(half).max(BigDecimal.ZERO).setScale(2, RoundingMode.HALF_UP),
                mean.add(half).min(BEST).setScale(2, RoundingMode.HALF_UP)));
    }
}
