package io.plumbline.sync.message;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The kinds of operations a receiver understands; any other parks its operation. */
@FunctionalInterface
public interface KnownKinds {
    /** Visits alone, with the kinds of version 1. */
    KnownKinds VISITS = new KnownKinds() {
        private final Set<String> kinds =
                Arrays.stream(OperationKind.values()).map(OperationKind::wire).collect(Collectors.toUnmodifiableSet());

        @Override
        public Set<String> of(String entity) {
            return entity.equals(OperationKind.VISIT) ? kinds : Set.of();
        }
    };

    /** The kinds of an entity by their wire names; none for an entity that is not known. */
    Set<String> of(String entity);
}
