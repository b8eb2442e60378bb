package io.plumbline.sync.fuzz;

import io.plumbline.fieldwork.TestDevice;
import io.plumbline.sync.fuzz.RawHttp.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes requests: their message, and now and then address, headers, compression and length. */
final class RequestFuzz {
    private static final List<String> HEADERS = List.of(
            "Content-Digest",
            "Content-Encoding",
            "Content-Type",
            "Accept",
            "Accept-Encoding",
            "Authorization",
            "Plumbline-Nonce",
            "Plumbline-Signature",
            "Plumbline-Device",
            "Upload-Offset",
            "Upload-Length",
            "Upload-Metadata",
            "Upload-Checksum",
            "Tus-Resumable",
            "Expect",
            "Range",
            "If-None-Match",
            "X-HTTP-Method-Override");

    private static final List<String> VALUES = List.of(
            "gzip",
            "GZIP",
            "gzip, gzip",
            "deflate",
            "br",
            "identity",
            "application/json",
            "application/json; charset=utf-16",
            "application/json; charset=nonsense",
            "text/plain",
            "multipart/form-data",
            "*/*",
            "*/*;q=0",
            "sha-256=:AAAA:",
            "sha-256=:====:",
            "sha-512=:AAAA:",
            "sha-256=:",
            "sha256 !!!!",
            "sha1 AAAA",
            "md5 AAAA",
            "crc32 AAAA",
            "sha256 ,contentType",
            "Bearer",
            "Bearer a.b.c",
            "Basic Og==",
            "100-continue",
            "bytes=0-");

    private static final List<String> LENGTHS = List.of("0", "1", "-1", "99999", "abc", "33554433", "9".repeat(30));

    private final Random random;
    private final Mutations mutations;

    RequestFuzz(Random random) {
        this.random = random;
        this.mutations = new Mutations(random);
    }

    Request changed(Request original) {
        Request request = original;
        if (request.body().length > 0 && random.nextInt(8) > 0) {
            request = request.withBody(mutations.mutate(request.body()));
        }
        if (request.path().contains("?") || random.nextInt(30) == 0) {
            request = address(request);
        }
        if (request.headers().containsKey("Content-Digest") && random.nextInt(12) > 0) {
            request = request.with("Content-Digest", TestDevice.digest(request.body()));
        }
        if (request.body().length > 0 && random.nextInt(8) == 0) {
            request = request.with("Content-Encoding", "gzip").withBody(mutations.gzip(request.body()));
        }
        boolean livesByHeaders = request.path().startsWith("/api/media");
        for (int i = random.nextInt(livesByHeaders ? 3 : 8); i < 2; i++) {
            request = header(request);
        }
        return random.nextInt(40) == 0 ? length(request) : request;
    }

    private Request address(Request request) {
        String path = request.path();
        int question = path.indexOf('?');
        if (question < 0 || random.nextInt(4) == 0) {
            int slash = path.lastIndexOf('/', question < 0 ? path.length() : question);
            String rest = question < 0 ? "" : path.substring(question);
            return random.nextBoolean()
                    ? request.withPath(path.substring(0, slash + 1) + encoded() + rest)
                    : request.withPath(path.replaceFirst("scopes/[^/?]*", "scopes/" + encoded()));
        }
        List<String> parameters =
                new ArrayList<>(List.of(path.substring(question + 1).split("&", -1)));
        int at = random.nextInt(parameters.size());
        String parameter = parameters.get(at);
        String name = parameter.substring(0, Math.max(0, parameter.indexOf('=')));
        switch (random.nextInt(5)) {
            case 0 -> parameters.remove(at);
            case 1 -> parameters.add(name + "=" + encoded());
            case 2 -> parameters.set(at, encoded() + "=" + encoded());
            default -> parameters.set(at, name + "=" + encoded());
        }
        return request.withPath(path.substring(0, question + 1) + String.join("&", parameters));
    }

    private String encoded() {
        String line = mutations.line();
        return switch (random.nextInt(6)) {
            case 0 -> "%ED%A0%80";
            case 1 -> "%00";
            case 2 -> "visit%2F" + mutations.number();
            case 3 -> line.replaceAll("[ #?&]", "");
            default -> URLEncoder.encode(line, StandardCharsets.UTF_8);
        };
    }

    private Request header(Request request) {
        String name = HEADERS.get(random.nextInt(HEADERS.size()));
        return switch (random.nextInt(5)) {
            case 0 -> request.without(name);
            case 1 -> request.with(name, mutations.number());
            case 2 -> request.with(name, mutations.line());
            default -> request.with(name, VALUES.get(random.nextInt(VALUES.size())));
        };
    }

    private Request length(Request request) {
        return random.nextBoolean()
                ? request.with("Content-Length", LENGTHS.get(random.nextInt(LENGTHS.size())))
                : request.with("Transfer-Encoding", random.nextBoolean() ? "chunked" : "gzip, chunked");
    }
}
