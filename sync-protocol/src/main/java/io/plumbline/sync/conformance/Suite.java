package io.plumbline.sync.conformance;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tries vectors one after the other and says of each what became of it. */
final class Suite {
    private static final int MOST_TROUBLES = 3;

    private final World world;
    private final Map<String, Topic> topics = new LinkedHashMap<>();
    private final Map<String, Bench> benches = new HashMap<>();

    Suite(World world) {
        this.world = world;
        Bench checklists = new Bench(world);
        add(new ChecklistTopics(checklists).topics(), checklists);
        Bench merging = new Bench(world);
        add(new MergeTopics(merging).topics(), merging);
        Bench folding = new Bench(world);
        add(Map.of("visit-fold", new FoldTopic(folding)), folding);
        Bench states = new Bench(world);
        add(Map.of("visit-states", new StateTopic(states)), states);
        Bench callbacks = new Bench(world);
        add(Map.of("callback-standing", new CallbackTopic(callbacks)), callbacks);
        Bench messages = new Bench(world);
        add(new MessageTopics(messages).topics(), messages);
    }

    private void add(Map<String, Topic> some, Bench bench) {
        topics.putAll(some);
        some.keySet().forEach(name -> benches.put(name, bench));
    }

    /** Tries them all; a server that does not answer ends it. */
    List<Verdict> run(List<Vector> vectors, PrintStream progress) {
        List<Verdict> verdicts = new ArrayList<>();
        String topic = "";
        int troubles = 0;
        for (Vector vector : vectors) {
            if (!vector.topic().equals(topic)) {
                topic = vector.topic();
                progress.println(topic);
            }
            try {
                verdicts.add(verdict(vector));
                troubles = 0;
            } catch (Unusable trouble) {
                // Once may be this vector's fault, again and again it is the server that is gone.
                if (++troubles == MOST_TROUBLES) {
                    throw trouble;
                }
                verdicts.add(failed(vector, trouble, 0));
            }
        }
        return verdicts;
    }

    private Verdict verdict(Vector vector) {
        world.http().forget();
        long began = System.nanoTime();
        Topic topic = topicOf(vector);
        try {
            if (topic == null) {
                throw new NotApplicable("the topic is about what a device does");
            }
            topic.hold(vector);
            return new Verdict(vector, Verdict.Status.PASSED, "", null, null, null, since(began));
        } catch (NotApplicable reason) {
            String why = String.valueOf(reason.getMessage());
            return new Verdict(vector, Verdict.Status.NOT_APPLICABLE, why, null, null, null, since(began));
        } catch (Unusable trouble) {
            throw trouble;
        } catch (RuntimeException failure) {
            // Also what a stranger's answer is read wrongly by: the vector fails, the others go on.
            Bench bench = benches.get(vector.topic());
            if (bench != null) {
                bench.discardTablet();
            }
            return failed(vector, failure, since(began));
        }
    }

    private @Nullable Topic topicOf(Vector vector) {
        return vector.topic().startsWith("server-")
                ? topics.computeIfAbsent(vector.topic(), name -> new ScriptTopic(world))
                : topics.get(vector.topic());
    }

    private Verdict failed(Vector vector, RuntimeException failure, long millis) {
        Exchange last = world.http().last();
        Mismatch mismatch = failure instanceof Mismatch found ? found : null;
        String reason = mismatch == null ? failure.toString() : String.valueOf(failure.getMessage());
        return new Verdict(
                vector,
                Verdict.Status.FAILED,
                reason,
                mismatch == null ? null : mismatch.expected(),
                mismatch == null ? null : mismatch.got(),
                last == null ? null : last.curl(world.http().base()),
                millis);
    }

    private static long since(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
