package io.plumbline.soak;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passes bytes between clients and one server on this machine and breaks some of the connections. Which fault comes is
 * drawn from the seed at every piece of bytes that passes; what it hits depends on the machine.
 */
final class FaultProxy implements AutoCloseable {
    private static final int BUFFER = 4096;
    private static final int CONNECT_MS = 5_000;
    private static final int MOST_DELAY_MS = 800;
    private static final int LATEST_REPLAY_MS = 8_000;
    private static final int MOST_REPLAYS_WAITING = 20;
    private static final int HALF_OPEN_MS = 20_000;
    private static final long MILLI = 1_000_000;

    /** Of a thousand pieces, or of a thousand requests for the last. */
    private static final Map<Fault, Integer> OF_THOUSAND =
            Map.of(Fault.CUT, 40, Fault.TRUNCATED, 30, Fault.DELAYED, 80, Fault.HALF_OPEN, 10, Fault.DUPLICATED, 150);

    private final ServerSocket listening;
    private final int target;
    private final Map<Fault, Integer> ofThousand;
    private final Random random;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "fault proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final Map<Fault, AtomicInteger> counts = new EnumMap<>(Fault.class);
    private final AtomicInteger replaysWaiting = new AtomicInteger();
    private volatile boolean faults = true;
    private volatile boolean closed;

    /** Listens on any free port; faults come as often as a soak needs them. */
    FaultProxy(int target, long seed) throws IOException {
        this(target, seed, OF_THOUSAND);
    }

    /** A fault not in the map never comes. */
    FaultProxy(int target, long seed, Map<Fault, Integer> ofThousand) throws IOException {
        this.target = target;
        this.ofThousand = Map.copyOf(ofThousand);
        this.random = new Random(seed);
        for (Fault fault : Fault.values()) {
            counts.put(fault, new AtomicInteger());
        }
        listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /** From now on every byte passes. */
    void faultsOff() {
        faults = false;
    }

    int count(Fault fault) {
        return counts.get(fault).get();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listening.close();
        open.forEach(FaultProxy::closeQuietly);
        threads.shutdownNow();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listening.accept();
                threads.execute(() -> connect(client));
            } catch (IOException e) {
                // closed, or the client is gone already
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = dial();
            open.add(client);
            open.add(server);
            client.setTcpNoDelay(true);
            Requests requests = new Requests(this::perhapsReplay);
            threads.execute(() -> pass(server, client, null));
            pass(client, server, requests);
        } catch (IOException e) {
            closeQuietly(client); // the server does not listen
        }
    }

    private Socket dial() throws IOException {
        Socket server = new Socket();
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MS);
        server.setTcpNoDelay(true);
        return server;
    }

    /** Passes on until the end or a fault; one direction of a connection. */
    private void pass(Socket from, Socket to, Requests requests) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                Fault fault = draw();
                int passed = fault == null || fault == Fault.DELAYED ? read : below(read);
                if (fault == Fault.DELAYED) {
                    pause(below(MOST_DELAY_MS));
                }
                out.write(buffer, 0, passed);
                out.flush();
                if (requests != null) {
                    requests.saw(buffer, passed);
                }
                if (fault == Fault.CUT) {
                    reset(from);
                    reset(to);
                    return;
                }
                if (fault == Fault.TRUNCATED) {
                    return;
                }
                if (fault == Fault.HALF_OPEN) {
                    pause(HALF_OPEN_MS);
                    return;
                }
            }
        } catch (IOException e) {
            // one side is gone, so the other goes
        } finally {
            closeQuietly(from);
            closeQuietly(to);
            open.remove(from);
            open.remove(to);
        }
    }

    /** The fault of this piece; null for none. */
    private Fault draw() {
        if (!faults) {
            return null;
        }
        int drawn = below(1000);
        for (Fault fault : new Fault[] {Fault.CUT, Fault.TRUNCATED, Fault.DELAYED, Fault.HALF_OPEN}) {
            drawn -= ofThousand.getOrDefault(fault, 0);
            if (drawn < 0) {
                counts.get(fault).incrementAndGet();
                return fault;
            }
        }
        return null;
    }

    private void perhapsReplay(byte[] request) {
        if (!faults || below(1000) >= ofThousand.getOrDefault(Fault.DUPLICATED, 0)) {
            return;
        }
        if (replaysWaiting.incrementAndGet() > MOST_REPLAYS_WAITING) {
            replaysWaiting.decrementAndGet();
            return;
        }
        int wait = below(2) == 0 ? 0 : below(LATEST_REPLAY_MS);
        threads.execute(() -> replay(request, wait));
    }

    /** Nobody reads the answer. */
    private void replay(byte[] request, int wait) {
        pause(wait);
        try (Socket server = dial()) {
            open.add(server);
            server.setSoTimeout(CONNECT_MS);
            server.getOutputStream().write(request);
            server.getOutputStream().flush();
            if (server.getInputStream().read(new byte[BUFFER]) > 0) {
                counts.get(Fault.DUPLICATED).incrementAndGet();
            }
            open.remove(server);
        } catch (IOException e) {
            // the server is away; then it saw nothing twice
        } finally {
            replaysWaiting.decrementAndGet();
        }
    }

    private int below(int bound) {
        synchronized (random) {
            return random.nextInt(bound);
        }
    }

    private void pause(int millis) {
        long until = System.nanoTime() + millis * MILLI;
        while (!closed && System.nanoTime() < until) {
            LockSupport.parkNanos(Math.min(100 * MILLI, until - System.nanoTime()));
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    /** Whole requests among the bytes of one direction. */
    static final class Requests {
        private static final Pattern LENGTH =
                Pattern.compile("\r\ncontent-length: *([0-9]{1,9})\r\n", Pattern.CASE_INSENSITIVE);

        /** Takes a request as it was sent. */
        interface Taker {
            void take(byte[] request);
        }

        private final Taker taker;
        private byte[] bytes = new byte[0];

        Requests(Taker taker) {
            this.taker = taker;
        }

        void saw(byte[] buffer, int length) {
            int before = bytes.length;
            bytes = Arrays.copyOf(bytes, before + length);
            System.arraycopy(buffer, 0, bytes, before, length);
            for (int whole = whole(); whole > 0; whole = whole()) {
                taker.take(Arrays.copyOf(bytes, whole));
                bytes = Arrays.copyOfRange(bytes, whole, bytes.length);
            }
        }

        /** Bytes of the first request; 0 while it is not whole. */
        private int whole() {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int head = text.indexOf("\r\n\r\n");
            if (head < 0) {
                return 0;
            }
            Matcher length = LENGTH.matcher(text.substring(0, head + 2));
            int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
            int whole = head + 4 + body;
            return bytes.length >= whole ? whole : 0;
        }
    }
}
