package io.plumbline.sync.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.message.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What holds for every set of operations, tried on generated ones. */
class MergePropertiesTest {
    private static final int VISITS = 300;
    private static final int MOST_STEPS = 40;

    @Test
    void givesTheSameDocumentWhateverTheOrderTheRepetitionAndTheBatching(TestReporter reporter) {
        long seed = Seed.choose(reporter);
        int conflicts = 0;
        int late = 0;
        for (int visit = 0; visit < VISITS; visit++) {
            Workload workload = new Workload(Seed.generator(seed + visit));
            List<Operation> operations = workload.run(1 + visit % 4, 1 + visit % MOST_STEPS);
            VisitDocument expected = workload.fold(operations);
            conflicts += expected.openConflicts().size();
            Random random = new Random(seed + visit);
            for (int order = 0; order < 5; order++) {
                List<Operation> shuffled = new ArrayList<>(operations);
                for (int i = random.nextInt(operations.size() + 1); i > 0; i--) {
                    shuffled.add(operations.get(random.nextInt(operations.size())));
                }
                java.util.Collections.shuffle(shuffled, random);
                late += shuffled.get(0).equals(operations.get(0)) ? 0 : 1;
                VisitDocument document = workload.fold(shuffled);
                assertThat(document).as("-Dseed=%d, visit %d", seed, visit).isEqualTo(expected);
                assertThat(document.openConflicts().keySet())
                        .isEqualTo(expected.openConflicts().keySet());
                assertThat(Workload.json(document)).isEqualTo(Workload.json(expected));
            }
        }
        assertThat(conflicts).as("the runs were interesting").isGreaterThan(VISITS / 10);
        assertThat(late).isGreaterThan(VISITS);
    }

    @Test
    void neverFindsAConflictInOnePersonsSequence(TestReporter reporter) {
        long seed = Seed.choose(reporter);
        for (int visit = 0; visit < VISITS; visit++) {
            Workload workload = new Workload(Seed.generator(seed + visit));
            VisitDocument document = workload.fold(workload.run(1, 1 + visit % MOST_STEPS));
            assertThat(document.openConflicts())
                    .as("-Dseed=%d, visit %d", seed, visit)
                    .isEmpty();
            document.answers().values().forEach(register -> assertThat(register.heads())
                    .hasSize(1));
        }
    }

    @Test
    void findsAConflictExactlyWhereHeadsOfTheBaseGraphDiffer(TestReporter reporter) {
        long seed = Seed.choose(reporter);
        int conflicting = 0;
        for (int visit = 0; visit < VISITS; visit++) {
            Workload workload = new Workload(Seed.generator(seed + visit));
            List<Operation> operations = workload.run(2 + visit % 3, 2 + visit % MOST_STEPS);
            VisitDocument document = workload.fold(operations);
            Graph graph = new Graph(operations);
            for (Map.Entry<String, Map<String, String>> item : graph.values.entrySet()) {
                Set<String> heads = graph.heads(item.getKey());
                Set<String> values = new HashSet<>();
                heads.forEach(head -> values.add(item.getValue().get(head)));
                assertThat(document.findConflict("answers/" + item.getKey()).isPresent())
                        .as("-Dseed=%d, visit %d, %s", seed, visit, item.getKey())
                        .isEqualTo(values.size() > 1);
                conflicting += values.size() > 1 ? 1 : 0;
            }
        }
        assertThat(conflicting).as("the runs were interesting").isGreaterThan(VISITS / 10);
    }

    @Test
    void accountsForEveryAcceptedValue(TestReporter reporter) {
        long seed = Seed.choose(reporter);
        for (int visit = 0; visit < VISITS; visit++) {
            Workload workload = new Workload(Seed.generator(seed + visit));
            List<Operation> operations = workload.run(1 + visit % 4, 1 + visit % MOST_STEPS);
            VisitDocument document = workload.fold(operations);
            Graph graph = new Graph(operations);
            for (Map.Entry<String, Map<String, String>> each : graph.values.entrySet()) {
                String item = each.getKey();
                Register register = document.answers().getOrDefault(item, Register.EMPTY);
                for (String write : each.getValue().keySet()) {
                    boolean winnerOrLoser = register.isHead(write);
                    boolean ancestorOrClosed = register.seenBases().contains(write);
                    assertThat(winnerOrLoser != ancestorOrClosed)
                            .as("-Dseed=%d, visit %d, %s of %s", seed, visit, item, write)
                            .isTrue();
                }
            }
        }
    }

    /** The dumb model: all writes kept, heads found by looking through all of them. */
    private static final class Graph {
        private final Map<String, Map<String, String>> values = new HashMap<>();
        private final Map<String, Set<String>> named = new HashMap<>();

        private Graph(List<Operation> operations) {
            for (Operation operation : operations) {
                for (Map.Entry<String, JsonNode> each :
                        operation.body().path("answers").properties()) {
                    values.computeIfAbsent(each.getKey(), item -> new HashMap<>())
                            .put(
                                    operation.id().toString(),
                                    each.getValue().path("value").asText());
                    Set<String> bases = named.computeIfAbsent(each.getKey(), item -> new HashSet<>());
                    each.getValue().path("base").forEach(base -> bases.add(base.asText()));
                }
            }
        }

        private Set<String> heads(String item) {
            Set<String> heads =
                    new HashSet<>(values.getOrDefault(item, Map.of()).keySet());
            heads.removeAll(named.getOrDefault(item, Set.of()));
            return heads;
        }
    }
}
