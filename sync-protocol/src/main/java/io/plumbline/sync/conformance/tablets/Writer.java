package io.plumbline.sync.conformance.tablets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.plumbline.sync.conformance.tablets.Ledger.What;
import io.plumbline.sync.device.Device;
import io.plumbline.sync.device.FieldWork;
import io.plumbline.sync.device.NotEditableException;
import io.plumbline.sync.device.storage.DeviceStorage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Somebody who writes whatever comes to mind, and submits a visit when it has enough of it. */
final class Writer {
    private static final Set<String> OVER = Set.of("SUBMITTED", "ACCEPTED", "CANCELLED");

    /** Visits begun at a time. */
    private static final int AT_ONCE = 3;

    private static final int FEWEST_EDITS = 6;
    private static final int MORE_EDITS = 14;
    private static final int SMALLEST_PHOTO = 40;
    private static final int MORE_PHOTO = 260;
    private static final List<String> YES_NO = List.of("YES", "NO");

    private final int tablet;
    private final Ledger ledger;
    private final Random random;
    private final long betweenNanos;
    private final Map<String, Integer> edits = new HashMap<>();
    private final Set<String> submitted = new HashSet<>();

    /** Own photos that are shown: id to SHA-256. */
    private final Map<String, String> photos = new HashMap<>();

    private final AtomicInteger open = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger submissions = new AtomicInteger();
    private long nextAt;
    private int words;

    Writer(int tablet, Ledger ledger, Random random, double editsPerSecond) {
        this.tablet = tablet;
        this.ledger = ledger;
        this.random = random;
        this.betweenNanos = (long) (Duration.ofSeconds(1).toNanos() / editsPerSecond);
    }

    /** Visits that can be written to; many before it was looked. */
    int open() {
        return open.get();
    }

    int submissions() {
        return submissions.get();
    }

    /** Writes something when it is time to. */
    void turn(Device device, DeviceStorage storage) {
        if (System.nanoTime() - nextAt < 0) {
            return;
        }
        nextAt = System.nanoTime() + (long) (betweenNanos * 2 * random.nextDouble());
        FieldWork work = device.work();
        List<String> visits = work.openVisits().stream()
                .filter(visit -> !submitted.contains(visit) && !isOver(storage, visit))
                .toList();
        open.set(visits.size());
        if (visits.isEmpty()) {
            return;
        }
        String visit = visits.get(random.nextInt(Math.min(AT_ONCE, visits.size())));
        int done = edits.merge(visit, 1, Integer::sum);
        if (done >= FEWEST_EDITS && random.nextInt(MORE_EDITS) == 0) {
            submit(work, visit);
        } else {
            write(work, visit);
        }
    }

    private static boolean isOver(DeviceStorage storage, String visit) {
        return storage.find("row", "visit/" + visit)
                .map(row -> OVER.contains(row.path("body").path("state").asText()))
                .orElse(false);
    }

    private void write(FieldWork work, String visit) {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                String item = World.REQUIRED.get(random.nextInt(World.REQUIRED.size()));
                answer(work, visit, item, TextNode.valueOf(YES_NO.get(random.nextInt(2))));
            }
            case 3, 4 -> note(work, visit);
            case 5 -> photo(work, visit);
            case 6 -> removePhoto(work, visit);
            default -> {
                String item = World.WORDS.get(random.nextInt(World.WORDS.size()));
                JsonNode value = random.nextInt(12) == 0 ? NullNode.getInstance() : unique();
                answer(work, visit, item, value);
            }
        }
    }

    private JsonNode unique() {
        words++;
        return TextNode.valueOf("平板 " + tablet + " 第 " + words + " 句 " + Long.toHexString(random.nextLong()));
    }

    private void answer(FieldWork work, String visit, String item, JsonNode value) {
        keep(What.ANSWER, visit, item, value, () -> work.answer(visit, item, value));
    }

    private void note(FieldWork work, String visit) {
        String key = random.nextBoolean() ? "_visit" : World.REQUIRED.get(random.nextInt(World.REQUIRED.size()));
        JsonNode value = unique();
        keep(What.NOTE, visit, key, value, () -> work.note(visit, key, value));
    }

    private void photo(FieldWork work, String visit) {
        byte[] picture = Png.noise(random, SMALLEST_PHOTO + random.nextInt(MORE_PHOTO));
        String sha256 = sha256(picture);
        keep(
                What.PHOTO,
                visit,
                sha256,
                NullNode.getInstance(),
                () -> photos.put(work.addPhoto(visit, null, false, "image/png", picture), sha256));
    }

    private void removePhoto(FieldWork work, String visit) {
        @Nullable
        String photo = work.view(visit).photos().keySet().stream()
                .filter(photos::containsKey)
                .findFirst()
                .orElse(null);
        if (photo != null) {
            keep(
                    What.PHOTO_REMOVED,
                    visit,
                    String.valueOf(photos.get(photo)),
                    NullNode.getInstance(),
                    () -> work.removePhoto(visit, photo));
        }
    }

    private void submit(FieldWork work, String visit) {
        for (String item : World.REQUIRED) {
            if (!work.view(visit).answers().path(item).isTextual()) {
                answer(work, visit, item, TextNode.valueOf("YES"));
            }
        }
        submitted.add(visit);
        submissions.incrementAndGet();
        keep(What.SUBMISSION, visit, "", NullNode.getInstance(), () -> work.submit(visit, null));
    }

    private void keep(What what, String visit, String key, JsonNode value, Runnable write) {
        Ledger.Entry entry = ledger.note(tablet, visit, what, key, value);
        try {
            write.run();
        } catch (NotEditableException e) {
            ledger.refused(entry);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
