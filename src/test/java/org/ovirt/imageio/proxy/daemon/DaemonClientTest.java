// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ovirt.imageio.proxy.config.DaemonConfig;
import org.ovirt.imageio.proxy.config.Network;
import org.ovirt.imageio.proxy.config.TlsConfig;
import org.ovirt.imageio.proxy.config.TrustConfig;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.testing.pki.TestPki;

class DaemonClientTest {
    private static final int PORT = 54322;
    private static final DaemonUri DAEMON = new DaemonUri("host.example", PORT, "/images/x");

    @TempDir private Path directory;

    private final ChangingNames names = new ChangingNames();
    private DaemonClient client;

    /** Answers each question for a name in another way. */
    private static final class ChangingNames implements HostLookup {
        private final Deque<InetAddress[]> answers = new ArrayDeque<>();
        private final List<String> asked = new ArrayList<>();

        void answer(String... literals) throws UnknownHostException {
            InetAddress[] answer = new InetAddress[literals.length];
            for (int i = 0; i < literals.length; i++) {
                answer[i] = InetAddress.getByName(literals[i]);
            }
            answers.add(answer);
        }

        @Override
        public InetAddress[] addresses(String host) throws UnknownHostException {
            asked.add(host);
            if (answers.isEmpty()) {
                throw new UnknownHostException(host);
            }
            return answers.remove();
        }
    }

    @BeforeEach
    void aClientThatTrustsANetworkAndAName() throws Exception {
        client =
                new DaemonClient(
                        new DaemonConfig(
                                TestPki.create().writeCaTo(directory),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1)),
                        new TlsConfig(1L << 30),
                        new TrustConfig(
                                Set.of("host.example"),
                                Set.of(),
                                List.of(new Network(InetAddress.getByName("127.0.0.9"), 32)),
                                Set.of(PORT)),
                        names);
    }

    private static List<String> addresses(DaemonRoute route) {
        return route.addresses().stream()
                .map(InetSocketAddress::getAddress)
                .map(InetAddress::getHostAddress)
                .toList();
    }

    private static void assertProblem(Problem problem, Runnable routing) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(routing::run)
                .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
    }

    @Test
    void theAddressesThatAreCheckedAreTheOnesOfTheRoute() throws Exception {
        names.answer("192.0.2.1");
        names.answer("127.0.0.1");
        DaemonRoute route = client.trustedRoute(DAEMON);
        assertThat(addresses(route)).containsExactly("192.0.2.1");
        assertThat(addresses(route)).containsExactly("192.0.2.1");
        assertThat(names.asked).containsExactly("host.example");
        assertThat(route.addresses()).allMatch(address -> address.getPort() == PORT);
        assertThat(route.newEngine().getPeerHost()).isEqualTo("host.example");
        assertThat(names.asked).hasSize(1);
    }

    @Test
    void aNameIsCheckedAgainForEachRoute() throws Exception {
        names.answer("192.0.2.1");
        names.answer("127.0.0.1");
        names.answer("192.0.2.2");
        assertThat(addresses(client.trustedRoute(DAEMON))).containsExactly("192.0.2.1");
        assertProblem(Problem.DAEMON_UNTRUSTED, () -> client.trustedRoute(DAEMON));
        assertThat(addresses(client.trustedRoute(DAEMON))).containsExactly("192.0.2.2");
    }

    @Test
    void addressesThatAreNotAllowedAreLeftOut() throws Exception {
        names.answer("127.0.0.1", "192.0.2.1", "169.254.169.254", "127.0.0.9", "::1");
        assertThat(addresses(client.trustedRoute(DAEMON)))
                .containsExactly("192.0.2.1", "127.0.0.9");
    }

    @Test
    void aNameThatIsNotKnownIsUnreachable() {
        assertProblem(Problem.DAEMON_UNREACHABLE, () -> client.trustedRoute(DAEMON));
        assertProblem(Problem.DAEMON_UNREACHABLE, () -> client.route(DAEMON));
    }

    @Test
    void theEnginesOwnTicketsAreNotBound() throws Exception {
        names.answer("127.0.0.1", "::1");
        DaemonUri other = new DaemonUri("other.example", 1, "/images/x");
        assertThat(addresses(client.route(other))).containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
    }
}
