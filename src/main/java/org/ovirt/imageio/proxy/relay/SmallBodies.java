// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.RequestBufferingHandler;
import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.util.AttachmentKey;
import jakarta.servlet.ServletContext;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Reads the small bodies that JAX-RS resources take before a worker thread has to do with them, so
 * that none waits for a client that does not send. Who takes too long is cut.
 */
public final class SmallBodies implements ServletExtension {
    /** The longest, in bytes: a signed ticket with a line feed after it. */
    public static final int MAX_LENGTH = 16 * 1024 + 1;

    private static final String TICKETS = "/tickets";
    private static final int SECONDS = 5;
    private static final int BUFFERS = 3;
    private static final AttachmentKey<XnioExecutor.Key> DEADLINE =
            AttachmentKey.create(XnioExecutor.Key.class);

    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
        deployment.addInitialHandlerChainWrapper(SmallBodies::wrap);
    }

    private static HttpHandler wrap(HttpHandler next) {
        HttpHandler buffering =
                new RequestBufferingHandler(
                        exchange -> {
                            exchange.getAttachment(DEADLINE).remove();
                            next.handleRequest(exchange);
                        },
                        BUFFERS);
        return exchange -> {
            if (isSmall(exchange)) {
                exchange.putAttachment(DEADLINE, deadline(exchange));
                buffering.handleRequest(exchange);
            } else {
                next.handleRequest(exchange);
            }
        };
    }

    private static boolean isSmall(HttpServerExchange exchange) {
        if (!exchange.getRequestPath().startsWith(TICKETS)
                || !BodyLengthCheck.hasLength(exchange)) {
            return false;
        }
        long length = exchange.getRequestContentLength();
        return length > 0 && length <= MAX_LENGTH;
    }

    private static XnioExecutor.Key deadline(HttpServerExchange exchange) {
        return exchange.getIoThread()
                .executeAfter(
                        () -> IoUtils.safeClose(exchange.getConnection()),
                        SECONDS,
                        TimeUnit.SECONDS);
    }
}
