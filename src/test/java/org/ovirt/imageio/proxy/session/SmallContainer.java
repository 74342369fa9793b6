// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import io.undertow.Undertow;
import io.undertow.server.session.Session;
import io.undertow.server.session.SessionManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EventListener;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The part of the server that sessions need: runs code on the thread of a request. */
public final class SmallContainer implements AutoCloseable {
    private final Undertow server;
    private final SessionManager sessions;
    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable Function<HttpServletRequest, ?> code;
    private @Nullable Object result;
    private @Nullable RuntimeException failure;

    public SmallContainer(Sessions proxySessions) {
        DeploymentInfo deployment =
                Servlets.deployment()
                        .setClassLoader(SmallContainer.class.getClassLoader())
                        .setContextPath("/")
                        .setDeploymentName("sessions")
                        .addListener(
                                new ListenerInfo(
                                        Start.class,
                                        new ImmediateInstanceFactory<EventListener>(
                                                new Start(proxySessions))))
                        .addServlet(
                                Servlets.servlet(
                                                "code",
                                                Code.class,
                                                new ImmediateInstanceFactory<>(new Code()))
                                        .addMapping("/*"));
        DeploymentManager manager = Servlets.defaultContainer().addDeployment(deployment);
        manager.deploy();
        sessions = manager.getDeployment().getSessionManager();
        try {
            server =
                    Undertow.builder()
                            .addHttpListener(0, InetAddress.getLoopbackAddress().getHostAddress())
                            .setHandler(manager.start())
                            .build();
        } catch (ServletException e) {
            throw new IllegalStateException(e);
        }
        server.start();
    }

    /** Runs code on the thread of a request and returns or throws what it does. */
    @SuppressWarnings("unchecked")
    public <T> T call(Function<HttpServletRequest, T> newCode) {
        code = newCode;
        result = null;
        failure = null;
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        try {
            client.send(
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://%s:%d/"
                                                    .formatted(
                                                            address.getHostString(),
                                                            address.getPort())))
                            .build(),
                    BodyHandlers.discarding());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (failure != null) {
            throw failure;
        }
        if (result == null) {
            throw new IllegalStateException("The code has not run");
        }
        return (T) result;
    }

    @Nullable Session session(String id) {
        return sessions.getSession(id);
    }

    @Override
    public void close() {
        server.stop();
    }

    private record Start(Sessions sessions) implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            sessions.open(event.getServletContext());
        }
    }

    private final class Code extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest http, HttpServletResponse response) {
            Function<HttpServletRequest, ?> present = code;
            if (present == null) {
                return;
            }
            try {
                result = present.apply(http);
            } catch (RuntimeException e) {
                failure = e;
            }
        }
    }
}
