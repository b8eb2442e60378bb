package io.plumbline.sync.conformance.tablets;

import io.plumbline.sync.device.Answer;
import io.plumbline.sync.device.Call;
import io.plumbline.sync.device.Device;
import io.plumbline.sync.device.DeviceEnvironment;
import io.plumbline.sync.device.DeviceOptions;
import io.plumbline.sync.device.storage.FileDisk;
import io.plumbline.sync.device.storage.LogStorage;
import io.plumbline.sync.http.HttpConnection;
import io.plumbline.sync.http.HttpTransport;
import io.plumbline.sync.http.P256Key;
import io.plumbline.sync.http.SignIns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A piece of hardware with its folder, somebody who writes on it, and an application that is killed now and then. One
 * thread has the device; a request is under way in another, so that people write while it is.
 */
final class Tablet implements AutoCloseable {
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

    /** After that long somebody taps on "synchronise now". */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** One in so many turns the application is killed. */
    private static final int KILLED_ONE_IN = 20_000;

    private static final long MILLI = 1_000_000;

    private static final DeviceOptions OPTIONS = new DeviceOptions(
            "tablet",
            "simulated",
            "1",
            Duration.ofMinutes(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(3),
            50,
            20,
            32 * 1024);

    /** How far the work is. */
    enum Phase {
        WRITING,
        DELIVERING,
        SETTLING,
        ENDED
    }

    private final int number;
    private final Person person;
    private final Path folder;
    private final Wire wire;
    private final HttpTransport transport;
    private final P256Key key;
    private final Random random;
    private final Writer writer;
    private final ExecutorService network;
    private final Thread thread;

    private @Nullable FileDisk disk;
    private @Nullable LogStorage storage;
    private @Nullable Device device;
    private @Nullable Future<Optional<Answer>> underWay;
    private boolean lastFailed;
    private long wokenAt = System.nanoTime();
    private volatile Phase phase = Phase.WRITING;
    private volatile boolean atRest;
    private volatile long enteredAt = System.nanoTime();
    private final AtomicInteger kills = new AtomicInteger();
    private volatile @Nullable Throwable failure;

    Tablet(int number, Person person, Path folder, URI server, Duration limit, Wire wire, Writer writer, Random random)
            throws IOException {
        this.number = number;
        this.person = person;
        this.folder = Files.createDirectories(folder);
        this.wire = wire;
        this.writer = writer;
        this.random = random;
        HttpConnection connection = new HttpConnection(server, limit);
        SignIns signIns = new SignIns(connection);
        signIns.remember(person.account(), person.signInName(), person.password());
        transport = new HttpTransport(connection, signIns);
        key = P256Key.in(folder.resolve("key"));
        network = Executors.newSingleThreadExecutor(work -> daemon(work, "network of tablet " + number));
        thread = daemon(this::run, "tablet " + number);
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        thread.start();
    }

    int number() {
        return number;
    }

    Person person() {
        return person;
    }

    /** How often the application on it was killed. */
    int kills() {
        return kills.get();
    }

    void enter(Phase next) {
        enteredAt = System.nanoTime();
        atRest = false;
        phase = next;
    }

    /** Whether the phase has come to its end here: everything delivered, or everything fetched. */
    boolean isAtRest() {
        Throwable failed = failure;
        if (failed != null) {
            throw new IllegalStateException("tablet " + number + " failed", failed);
        }
        return atRest;
    }

    @Override
    public void close() {
        phase = Phase.ENDED;
        network.shutdownNow();
        try {
            thread.join(Duration.ofSeconds(30).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The device, for the comparison at the end; its thread must have ended. */
    Device device() throws IOException {
        if (thread.isAlive()) {
            throw new IllegalStateException("tablet " + number + " still runs");
        }
        return open();
    }

    LogStorage storage() throws IOException {
        open();
        return Objects.requireNonNull(storage);
    }

    private void run() {
        try {
            while (phase != Phase.ENDED) {
                turn(open());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void turn(Device running) {
        receive(running);
        if (underWay == null) {
            Optional<Call> next = running.next();
            next.ifPresent(this::send);
            if (next.isEmpty()) {
                rest(running);
            }
        }
        if (phase == Phase.WRITING) {
            writer.turn(running, Objects.requireNonNull(storage));
            if (random.nextInt(KILLED_ONE_IN) == 0) {
                kill();
            }
        }
    }

    private void send(Call next) {
        atRest = false;
        underWay = network.submit(() -> {
            wire.sends(number, next);
            Optional<Answer> answer = transport.exchange(next);
            wire.hears(next, answer);
            return answer;
        });
    }

    private void receive(Device running) {
        Future<Optional<Answer>> request = underWay;
        if (request == null || !request.isDone()) {
            return;
        }
        underWay = null;
        Optional<Answer> answer = Optional.empty();
        try {
            answer = request.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the transport must not throw", e.getCause());
        }
        running.answered(answer);
        lastFailed = answer.isEmpty() || !answer.get().success();
    }

    /** Nothing is due. */
    private void rest(Device running) {
        boolean fetched = running.waitsUntil() <= now() && !lastFailed && wokenAt - enteredAt > 0;
        atRest = running.isDelivered() && (phase == Phase.DELIVERING || (phase == Phase.SETTLING && fetched));
        if (System.nanoTime() - wokenAt > PATIENCE.toNanos()) {
            wokenAt = System.nanoTime();
            running.wake();
        }
    }

    private void kill() {
        kills.incrementAndGet();
        shut();
    }

    private void shut() {
        device = null;
        storage = null;
        underWay = null; // its answer reaches nobody
        try {
            if (disk != null) {
                disk.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        disk = null;
    }

    private Device open() throws IOException {
        if (device == null) {
            disk = new FileDisk(folder.resolve("disk"));
            storage = new LogStorage(disk);
            device = new Device(storage, environment(random, Optional.of(key)), OPTIONS);
            if (device.account().isEmpty()) {
                device.signIn(person.account());
            }
        }
        return device;
    }

    /** What a device takes from outside; the same for the device that begins empty at the end. */
    static DeviceEnvironment environment(Random random, Optional<P256Key> key) {
        return new DeviceEnvironment(
                System::currentTimeMillis,
                Tablet::now,
                random,
                () -> UUID.randomUUID().toString(),
                key.map(each -> each));
    }

    static DeviceOptions options() {
        return OPTIONS;
    }

    private static long now() {
        return System.nanoTime() / MILLI;
    }
}
