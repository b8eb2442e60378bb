package io.plumbline.platform.problem;

import jakarta.persistence.OptimisticLockException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The one place that turns what PostgreSQL refused into a problem, by SQLSTATE and constraint name. */
final class DatabaseProblems {
    private DatabaseProblems() {}

    /** The problem for a failure that the database caused, if it is one a client can act on. */
    static Optional<Problem> translate(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof OptimisticLockException) {
                return Optional.of(Problem.of(
                        ProblemType.CONFLICT, "Someone changed this in the meantime: load it again.", failure));
            }
            if (cause instanceof SQLException exception && exception.getSQLState() != null) {
                return translate(exception);
            }
        }
        return Optional.empty();
    }

    /** A transaction manager tells why a commit failed beside the cause. */
    private static @Nullable Throwable next(Throwable failure) {
        Throwable cause = failure.getCause();
        if (cause != null && cause != failure) {
            return cause;
        }
        return failure.getSuppressed().length == 0 ? null : failure.getSuppressed()[0];
    }

    private static Optional<Problem> translate(SQLException exception) {
        String constraint = constraint(exception);
        return switch (exception.getSQLState()) {
            case "23505" ->
                problem(ProblemType.CONFLICT, "Something with the same key exists already", constraint, exception);
            case "23503" ->
                problem(ProblemType.CONFLICT, "It refers to something that does not exist", constraint, exception);
            case "23514", "23502", "22001", "22003", "22008" ->
                problem(ProblemType.VALIDATION, "A value is not permitted", constraint, exception);
            case "22P02", "22021" -> problem(ProblemType.VALIDATION, "A value cannot be stored", "", exception);
            case "40001", "40P01", "55P03", "57014", "53300" -> later("The database is busy: try again.", exception);
            // shut down, crashed, starting; the connection is gone or could not be made
            case "57P01", "57P02", "57P03", "08000", "08001", "08003", "08004", "08006" ->
                later("The database was away for a moment: try again.", exception);
            default -> Optional.empty();
        };
    }

    private static Optional<Problem> later(String sentence, SQLException exception) {
        return Optional.of(
                Problem.of(ProblemType.OVERLOADED, sentence, exception).with("retryAfterSeconds", 1));
    }

    private static Optional<Problem> problem(
            ProblemType type, String sentence, String constraint, SQLException exception) {
        return Optional.of(
                Problem.of(type, sentence + (constraint.isEmpty() ? "." : " (" + constraint + ")."), exception));
    }

    private static String constraint(SQLException exception) {
        if (exception instanceof PSQLException postgres) {
            ServerErrorMessage message = postgres.getServerErrorMessage();
            if (message != null && message.getConstraint() != null) {
                return message.getConstraint();
            }
            if (message != null && message.getColumn() != null) {
                return message.getColumn();
            }
        }
        return "";
    }
}
