package io.plumbline.platform.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;

/**
 * Gives the web client's only page for the addresses that its own router knows. Files keep their 404, or a stale
 * service worker would take the page for a script.
 */
@ApplicationScoped
class ClientRoutes {
    private static final Pattern CLIENT_PAGE = Pattern.compile("/(?!api(/|$)|q(/|$))[^.]+");

    /** Before the REST routes, which answer everything they do not know. */
    private static final int FIRST = -100_000;

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(ClientRoutes::cachePolicy);
        router.route().order(FIRST + 1).handler(ClientRoutes::clientPage);
    }

    private static void clientPage(RoutingContext context) {
        HttpServerRequest request = context.request();
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        boolean wantsPage = accept != null && accept.contains("text/html");
        if (HttpMethod.GET.equals(request.method())
                && wantsPage
                && CLIENT_PAGE.matcher(context.normalizedPath()).matches()) {
            context.reroute("/index.html");
        } else {
            context.next();
        }
    }

    /** Hashed files never change; the page, the worker and the manifest are asked for each time. */
    private static void cachePolicy(RoutingContext context) {
        String path = context.normalizedPath();
        if (!path.startsWith("/api/") && !path.startsWith("/q/")) {
            boolean hashed = path.startsWith("/assets/");
            context.addHeadersEndHandler(done -> {
                boolean found = context.response().getStatusCode() == 200;
                context.response()
                        .putHeader(
                                HttpHeaders.CACHE_CONTROL,
                                hashed && found ? "public, max-age=31536000, immutable" : "no-cache");
            });
        }
        context.next();
    }
}
