// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.ws.rs.ext.RuntimeDelegate;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.cluster.Cluster;
import org.ovirt.imageio.proxy.config.ProxyConfig;
import org.ovirt.imageio.proxy.control.ControlServer;
import org.ovirt.imageio.proxy.daemon.DaemonClient;
import org.ovirt.imageio.proxy.daemon.DaemonTouch;
import org.ovirt.imageio.proxy.ops.Gate;
import org.ovirt.imageio.proxy.ops.GracefulStop;
import org.ovirt.imageio.proxy.ops.Readiness;
import org.ovirt.imageio.proxy.ops.ServerHook;
import org.ovirt.imageio.proxy.relay.Relays;
import org.ovirt.imageio.proxy.session.Sessions;
import org.ovirt.imageio.proxy.ticket.Journals;
import org.ovirt.imageio.proxy.ticket.LocalTickets;
import org.ovirt.imageio.proxy.ticket.Ticker;
import org.ovirt.imageio.proxy.ticket.Tickets;
import org.ovirt.imageio.proxy.ticket.Transfers;
import org.ovirt.imageio.proxy.token.TokenVerifier;
import org.ovirt.imageio.proxy.web.FrontDoor;

/** Puts the parts of the proxy together when the WAR is deployed and ends them with it. */
public final class ProxyApplication implements ServletContextListener {
    private static final System.Logger LOG = System.getLogger(ProxyApplication.class.getName());

    /** How long a node that stops waits for daemons; the others take it for lost if it did not. */
    private static final Duration LAST_WRITES = Duration.ofSeconds(10);

    private @Nullable Transfers transfers;
    private @Nullable ControlServer control;
    private @Nullable Cluster cluster;
    private @Nullable DaemonTouch touch;
    private @Nullable GracefulStop stop;
    private @Nullable ServerHook hook;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            start(event.getServletContext());
        } catch (IOException e) {
            giveUp();
            throw new IllegalStateException("The proxy cannot start. " + e.getMessage(), e);
        } catch (RuntimeException e) {
            giveUp();
            throw e;
        }
    }

    private void start(ServletContext context) throws IOException {
        requireJersey();
        ProxyConfig config = ProxyConfig.read(ConfigProvider.getConfig());
        Ticker ticker = System::nanoTime;
        DaemonClient daemons = daemons(config);
        Optional<Cluster> joined = join(config, ticker);
        cluster = joined.orElse(null);
        Footing footing = joined.map(Footing::of).orElseGet(() -> Footing.ofOneNode(ticker));
        Journals journals =
                new Journals(
                        footing.node(),
                        footing.journals(),
                        footing.remoteWrites(),
                        footing.patience());
        Relays relays =
                new Relays(
                        daemons,
                        journals,
                        footing.latestWrite(),
                        config.daemon(),
                        ticker,
                        footing.clearance());
        Transfers installed =
                new Transfers(
                        ticker,
                        config.control().maxTickets(),
                        remembered(config),
                        footing.journals(),
                        footing.directory());
        String version = version();
        Clock clock = Clock.systemUTC();
        Sessions sessions =
                new Sessions(
                        footing.sessions(),
                        config.sessions(),
                        config.token().clockSkew(),
                        clock,
                        ticker);
        Readiness readiness = new Readiness();
        DaemonTouch daemonTouch = new DaemonTouch(daemons, config.daemon());
        touch = daemonTouch;
        Tickets tickets =
                joined.map(
                                nodes ->
                                        nodes.open(
                                                installed,
                                                sessions,
                                                journals,
                                                readiness,
                                                daemonTouch::touch))
                        .orElseGet(() -> new LocalTickets(installed));
        Gate gate = new Gate(readiness);
        FrontDoor.Parts parts =
                new FrontDoor.Parts(
                        config.access(),
                        config.control().removeTimeout(),
                        installed,
                        tickets,
                        tokens(config, clock),
                        sessions,
                        daemons,
                        relays,
                        readiness,
                        gate,
                        journals);
        new FrontDoor(parts, clock, version).open(context);
        ControlServer started = ControlServer.start(config.control(), tickets, readiness, gate);
        transfers = installed;
        control = started;
        GracefulStop graceful =
                new GracefulStop(config.stop(), readiness, gate, installed::stopRunning);
        stop = graceful;
        hook = ServerHook.install(context, readiness, graceful);
        LOG.log(
                System.Logger.Level.INFO,
                "ovirt-imageio-proxy {0} is up; the Engine is served on loopback port {1}",
                version,
                Integer.toString(started.port()));
    }

    private static Optional<Cluster> join(ProxyConfig config, Ticker ticker) {
        if (!config.cluster().isClustered()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Cluster.join(
                            config.cluster(),
                            config.sessions().maxLifetime(),
                            config.control().removeTimeout(),
                            ticker));
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "The proxy cannot start. imageio.cluster.address = %s, port %d: %s"
                            .formatted(
                                    config.cluster().address(),
                                    config.cluster().port(),
                                    e.getMessage()),
                    e);
        }
    }

    /** For as long as a token, or a session made from one, can be shown; not at all without. */
    private static Duration remembered(ProxyConfig config) {
        if (!config.token().isAnyAccepted()) {
            return Duration.ZERO;
        }
        Duration token = config.token().longestUse();
        Duration session = config.sessions().maxLifetime();
        return token.compareTo(session) > 0 ? token : session;
    }

    private static DaemonClient daemons(ProxyConfig config) {
        try {
            return new DaemonClient(config.daemon(), config.tls(), config.trust());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The proxy cannot start. imageio.daemon.ca-file = %s: %s"
                            .formatted(config.daemon().caFile(), e.getMessage()),
                    e);
        }
    }

    private static TokenVerifier tokens(ProxyConfig config, Clock clock) {
        try {
            return TokenVerifier.create(config.token(), config.daemon().caFile(), clock);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The proxy cannot start. A key of tokens cannot be used"
                            + " (mp.jwt.verify.publickey, mp.jwt.verify.publickey.location,"
                            + " imageio.token.engine-certificate): "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (stop != null) {
            stop.stop();
        }
        if (control != null) {
            control.close();
        }
        boolean quiet = transfers == null || isOver(transfers.close());
        if (hook != null) {
            hook.close();
        }
        if (cluster != null && quiet) {
            cluster.sayGoodbye();
        }
        leave();
    }

    /** Daemons may still write what they have received of a request that was cut. */
    private static boolean isOver(CompletableFuture<Void> last) {
        return last.thenApply(ignored -> true)
                .completeOnTimeout(false, LAST_WRITES.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Nothing has run yet. */
    private void giveUp() {
        if (cluster != null) {
            cluster.sayGoodbye();
        }
        leave();
    }

    private void leave() {
        if (cluster != null) {
            cluster.close();
        }
        if (touch != null) {
            touch.close();
        }
    }

    /** A server's own RESTEasy would serve the resources half: with other rules and no mapper. */
    private static void requireJersey() {
        String found = RuntimeDelegate.getInstance().getClass().getName();
        if (!found.startsWith("org.glassfish.jersey.")) {
            throw new IllegalStateException(
                    "The proxy needs Jersey for JAX-RS but found "
                            + found
                            + ". Keep"
                            + " WEB-INF/jboss-deployment-structure.xml, which excludes the server's.");
        }
    }

    private static String version() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = ProxyApplication.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IOException("version.properties is missing from the WAR");
            }
            properties.load(in);
        }
        return properties.getProperty("version");
    }
}
