package io.plumbline.sync.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** Answers each request with the next bytes it was given, and keeps the requests. One request a connection. */
final class TellingServer implements AutoCloseable {
    /** A request as it came: its head, and the bytes after it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Request(String head, byte[] body) {}

    final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final Deque<byte[]> answers = new ArrayDeque<>();
    private final ServerSocket socket;

    TellingServer() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "telling server");
        thread.setDaemon(true);
        thread.start();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** What the next request is told; {@code declared} may be more than there is: then the answer is cut. */
    synchronized void willSay(int status, String headers, byte[] body, int declared) {
        String head = "HTTP/1.1 " + status + " X\r\nConnection: close\r\n" + headers + "Content-Length: " + declared
                + "\r\n\r\n";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        answers.add(bytes.toByteArray());
    }

    void willSay(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        willSay(status, "Content-Type: application/json\r\n", bytes, bytes.length);
    }

    private synchronized byte[] next() {
        return answers.poll();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                requests.add(read(connection.getInputStream()));
                byte[] answer = next();
                if (answer == null) {
                    continue; // half open: it never answers and never closes
                }
                connection.getOutputStream().write(answer);
                connection.close();
            } catch (IOException e) {
                // the client went away, or this ends
            }
        }
    }

    private static Request read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            if (read < 0) {
                break;
            }
            head.append((char) read);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length: ");
        int length = at < 0
                ? 0
                : Integer.parseInt(
                        lower.substring(at + 16, lower.indexOf("\r\n", at)).strip());
        return new Request(lower, in.readNBytes(length));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
