package io.plumbline.sync.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Says anything over a socket, right or wrong, and reads what comes back. */
final class RawHttp {
    /**
     * One request, byte for byte.
     *
     * @param headers as they are written; {@code Content-Length} is added unless they say something about the length
     */
    @SuppressWarnings("ArrayRecordComponent") // sent as it is
    record Request(String name, String method, String path, Map<String, String> headers, byte[] body) {
        Request with(String header, String value) {
            Map<String, String> changed = new LinkedHashMap<>(headers);
            changed.put(header, value);
            return new Request(name, method, path, changed, body);
        }

        Request without(String header) {
            Map<String, String> changed = new LinkedHashMap<>(headers);
            changed.remove(header);
            return new Request(name, method, path, changed, body);
        }

        boolean saysLength() {
            return headers.containsKey("Content-Length") || headers.containsKey("Transfer-Encoding");
        }

        Request withBody(byte[] changed) {
            return new Request(name, method, path, headers, changed);
        }

        Request withPath(String changed) {
            return new Request(name, method, changed, headers, body);
        }
    }

    /** @param status 0 when the connection was closed without an answer */
    @SuppressWarnings("ArrayRecordComponent") // read here alone
    record Response(int status, Map<String, String> headers, byte[] body, long millis) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private static final int PATIENCE_MS = 20_000;

    private final String host;
    private final int port;

    RawHttp(String host, int port) {
        this.host = host;
        this.port = port;
    }

    /** @throws AssertionError when no answer comes in time */
    Response send(Request request) throws IOException {
        long began = System.nanoTime();
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(PATIENCE_MS);
            boolean closed = write(socket, request);
            byte[] answer = read(socket, request, closed);
            return parse(answer, (System.nanoTime() - began) / 1_000_000);
        }
    }

    /** A server that has heard enough may answer and close before all was said. */
    private static boolean write(Socket socket, Request request) throws IOException {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(head(request));
            out.write(request.body());
            out.flush();
            if (request.saysLength()) {
                // It may have promised more than there is, and the server would wait for it.
                socket.shutdownOutput();
            }
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private static byte[] head(Request request) {
        StringBuilder head = new StringBuilder();
        head.append(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\nHost: localhost\r\n");
        request.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        if (!request.saysLength()) {
            head.append("Content-Length: ").append(request.body().length).append("\r\n");
        }
        return head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] read(Socket socket, Request request, boolean closed) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 << 10];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                all.write(buffer, 0, n);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no answer to " + request.name() + " within " + PATIENCE_MS + " ms", e);
        } catch (SocketException e) {
            if (!closed && all.size() == 0) {
                return new byte[0];
            }
        }
        return all.toByteArray();
    }

    /** A changed header may have asked for another coding. */
    private static byte[] inflated(Map<String, String> headers, byte[] body) {
        String coding = headers.getOrDefault("Content-Encoding", "identity");
        try {
            return switch (coding) {
                case "gzip" -> new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
                case "deflate" -> new InflaterInputStream(new ByteArrayInputStream(body)).readAllBytes();
                default -> body;
            };
        } catch (IOException e) {
            throw new AssertionError("an answer that says " + coding + " is not", e);
        }
    }

    private static Response parse(byte[] answer, long millis) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Response(0, Map.of(), new byte[0], millis);
        }
        List<String> lines = text.substring(0, end).lines().toList();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, Math.max(0, colon)),
                    line.substring(colon + 1).strip());
        }
        byte[] body = text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
        boolean chunked = "chunked".equalsIgnoreCase(headers.get("Transfer-Encoding"));
        int status = Integer.parseInt(lines.get(0).split(" ", -1)[1]);
        return new Response(status, headers, inflated(headers, chunked ? unchunked(body) : body), millis);
    }

    private static byte[] unchunked(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String text = new String(body, StandardCharsets.ISO_8859_1);
        int at = 0;
        while (true) {
            int line = text.indexOf("\r\n", at);
            if (line < 0) {
                return out.toByteArray();
            }
            int size = Integer.parseInt(text.substring(at, line).strip(), 16);
            if (size == 0 || line + 2 + size > body.length) {
                return out.toByteArray();
            }
            out.write(body, line + 2, size);
            at = line + 2 + size + 2;
        }
    }
}
