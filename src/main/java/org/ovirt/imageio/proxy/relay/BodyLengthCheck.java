// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import jakarta.servlet.ServletContext;
import java.util.Map;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemAnswer;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * Refuses a {@code Content-Length} that is longer than any image, before the container looks at it:
 * its parser takes 2^64 + 5 for 5, so that the rest of the body would become the next request, and
 * its servlets fail on it.
 */
public final class BodyLengthCheck implements ServletExtension {
    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
        deployment.addInitialHandlerChainWrapper(next -> exchange -> check(exchange, next));
    }

    private static void check(HttpServerExchange exchange, HttpHandler next) throws Exception {
        if (hasLength(exchange)) {
            next.handleRequest(exchange);
            return;
        }
        ProblemAnswer answer =
                ProblemAnswer.to(
                        new ProblemException(
                                Problem.BAD_REQUEST,
                                "The Content-Length of the request is no length."));
        exchange.setStatusCode(answer.status());
        exchange.setPersistent(false);
        setHeaders(exchange, Answer.commonHeaders());
        if (exchange.getRequestHeaders().contains(Headers.ORIGIN)) {
            // What it says is the same for everybody, so any page may read it.
            setHeaders(
                    exchange,
                    Map.of(
                            "Access-Control-Allow-Origin",
                            "*",
                            "Access-Control-Expose-Headers",
                            Answer.EXPOSED_HEADERS));
        }
        setHeaders(exchange, answer.headers());
        exchange.getResponseSender().send(answer.body());
    }

    private static void setHeaders(HttpServerExchange exchange, Map<String, String> headers) {
        headers.forEach(
                (name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    }

    /** Returns whether the length of a request's body can be asked for; it may have none. */
    static boolean hasLength(HttpServerExchange exchange) {
        String field = exchange.getRequestHeaders().getFirst(Headers.CONTENT_LENGTH);
        try {
            return field == null || Long.parseLong(field) >= 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
