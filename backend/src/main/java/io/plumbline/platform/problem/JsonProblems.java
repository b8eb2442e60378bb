package io.plumbline.platform.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Turns what Jackson refused into a problem that names the place and never a Java class. */
final class JsonProblems {
    private JsonProblems() {}

    static Problem translate(JsonProcessingException failure) {
        if (failure instanceof ValueInstantiationException instantiation
                && instantiation.getCause() instanceof Problem problem) {
            return problem;
        }
        if (failure instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            return located(mapping);
        }
        if (failure instanceof MismatchedInputException) {
            return Problem.invalid("", "wrong-type", "The body is empty or of the wrong JSON type.");
        }
        Problem problem = Problem.of(ProblemType.MALFORMED_JSON, "The body is not valid JSON" + place(failure) + ".");
        JsonLocation location = failure.getLocation();
        return location == null
                ? problem
                : problem.with("line", location.getLineNr()).with("column", location.getColumnNr());
    }

    private static Problem located(JsonMappingException failure) {
        String pointer = pointer(failure);
        if (failure instanceof UnrecognizedPropertyException) {
            return Problem.invalid(pointer, "unknown-field", pointer + " is not a known field.");
        }
        if (failure instanceof InvalidFormatException format && format.getTargetType() != null) {
            Class<?> target = format.getTargetType();
            if (target.isEnum()) {
                String expected = Arrays.stream(target.getEnumConstants())
                        .map(Object::toString)
                        .collect(Collectors.joining(", "));
                return Problem.invalid(pointer, "unknown-value", pointer + " must be one of: " + expected + ".");
            }
            return Problem.invalid(pointer, "wrong-type", pointer + " must be " + expected(target) + ".");
        }
        if (failure instanceof MismatchedInputException) {
            return Problem.invalid(pointer, "wrong-type", pointer + " is missing or has the wrong type.");
        }
        if (failure.getCause() instanceof IllegalArgumentException refused) {
            return Problem.invalid(pointer, "not-permitted", pointer + ": " + refused.getMessage());
        }
        return Problem.invalid(pointer, "wrong-type", pointer + " cannot be read.");
    }

    private static String expected(Class<?> target) {
        return switch (target.getSimpleName()) {
            case "UUID" -> "a UUID";
            case "Instant", "OffsetDateTime" -> "an instant like 2026-11-22T10:42:00Z";
            case "LocalDate" -> "a date like 2026-11-22";
            case "YearMonth" -> "a month like 2026-11";
            case "int", "Integer", "long", "Long" -> "a whole number";
            case "BigDecimal" -> "a decimal number";
            case "boolean", "Boolean" -> "true or false";
            default -> "of another type";
        };
    }

    private static String pointer(JsonMappingException failure) {
        return failure.getPath().stream()
                .map(step -> "/" + (step.getFieldName() == null ? step.getIndex() : escape(step.getFieldName())))
                .collect(Collectors.joining());
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static String place(JsonProcessingException failure) {
        JsonLocation location = failure.getLocation();
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
