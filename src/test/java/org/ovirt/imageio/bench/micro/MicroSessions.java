// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.micro;

import io.undertow.Undertow;
import io.undertow.server.ServerConnection;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.util.ImmediateInstanceFactory;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.config.SessionLimits;
import org.ovirt.imageio.proxy.session.Access;
import org.ovirt.imageio.proxy.session.LocalSessions;
import org.ovirt.imageio.proxy.session.Sessions;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.TokenForm;

/** Sessions in Undertow's servlet container, as in the server. */
final class MicroSessions implements AutoCloseable {
    private final Sessions sessions =
            new Sessions(
                    new LocalSessions(System::nanoTime),
                    new SessionLimits(Duration.ofHours(10), 1_000_000, 1),
                    Duration.ZERO,
                    Clock.systemUTC(),
                    System::nanoTime);
    private final Deployment deployment;
    private final Undertow server;
    private @Nullable ServerConnection connection;
    private @Nullable String id;

    MicroSessions() {
        DeploymentManager manager =
                Servlets.defaultContainer()
                        .addDeployment(
                                Servlets.deployment()
                                        .setClassLoader(MicroSessions.class.getClassLoader())
                                        .setContextPath("/")
                                        .setDeploymentName("sessions")
                                        .addServlet(
                                                Servlets.servlet(
                                                                "open",
                                                                Open.class,
                                                                new ImmediateInstanceFactory<>(
                                                                        new Open()))
                                                        .addMapping("/*")));
        manager.deploy();
        deployment = manager.getDeployment();
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

    Sessions sessions() {
        return sessions;
    }

    Deployment deployment() {
        return deployment;
    }

    /** The connection that the last session was opened on. */
    ServerConnection connection() {
        if (connection == null) {
            throw new IllegalStateException("no session yet");
        }
        return connection;
    }

    /** Opens so many sessions and returns the id of the last. */
    String open(int count) {
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        URI uri = URI.create("http://%s:%d/".formatted(address.getHostString(), address.getPort()));
        HttpClient client = HttpClient.newHttpClient();
        try {
            for (int i = 0; i < count; i++) {
                client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (id == null) {
            throw new IllegalStateException("no session was opened");
        }
        return id;
    }

    @Override
    public void close() {
        server.stop();
    }

    private static Access access() {
        TicketId ticket = new TicketId(UUID.randomUUID().toString());
        return new Access(
                new Grant(
                        ticket,
                        DaemonUri.parse("https://host.example:54322/images/" + ticket.value()),
                        Set.of(Operation.READ),
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Instant.now().plus(Duration.ofHours(1))),
                TokenForm.JWT);
    }

    private final class Open extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest http, HttpServletResponse response) {
            id = sessions.open(http, access());
            connection = ServletRequestContext.requireCurrent().getExchange().getConnection();
        }
    }
}
