// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ovirt.imageio.proxy.config.ProxyConfig;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.Activity;
import org.ovirt.imageio.proxy.ticket.EndlessActivity;
import org.ovirt.imageio.proxy.ticket.LocalTickets;
import org.ovirt.imageio.proxy.ticket.MemoryJournals;
import org.ovirt.imageio.proxy.ticket.SampleTicket;
import org.ovirt.imageio.proxy.ticket.Transfer;
import org.ovirt.imageio.proxy.ticket.Transfers;
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.TokenVerifier;
import org.ovirt.imageio.testing.pki.TestPki;
import org.ovirt.imageio.testing.token.TokenIssuer;

class SignedTicketsResourceTest {
    private static final String ID = SampleTicket.ID.value();
    private static final String FOREIGN = "192.0.2.1";
    private static final String LOCAL = "192.0.2.2";
    private static final URI DAEMON = URI.create("https://host.example:54322");

    @TempDir private static Path directory;
    private static TokenIssuer issuer;
    private static Tokens tokens;

    private final Transfers transfers =
            new Transfers(System::nanoTime, 10, Duration.ofDays(1), new MemoryJournals());
    private SignedTicketsResource resource;

    @BeforeAll
    static void anEngine() throws IOException, GeneralSecurityException {
        TestPki pki = TestPki.create();
        issuer = TokenIssuer.create(pki);
        Path ca = pki.writeCaTo(directory);
        Map<String, String> values =
                Map.of(
                        "imageio.daemon.hosts",
                        "host.example",
                        "imageio.daemon.ca-file",
                        ca.toString(),
                        "imageio.token.engine-certificate",
                        issuer.writeTo(directory).certificate().toString());
        ProxyConfig config =
                ProxyConfig.read(
                        new SmallRyeConfigBuilder()
                                .withSources(new PropertiesConfigSource(values, "test", 100))
                                .build());
        tokens = new Tokens(TokenVerifier.create(config.token(), ca, Clock.systemUTC()));
    }

    private static void refuse(Grant grant) {
        throw new AssertionError("Nothing is added here");
    }

    @BeforeEach
    void aTransfer() {
        resource =
                new SignedTicketsResource(
                        new LocalTickets(transfers),
                        SignedTicketsResourceTest::refuse,
                        tokens,
                        LOCAL::equals,
                        new Removal(Duration.ofMillis(50)));
        transfers.install(new SampleTicket().build());
    }

    private Transfer transfer() {
        return transfers.find(SampleTicket.ID).orElseThrow();
    }

    private CompletableFuture<Response> remove(
            String id, @Nullable String authorization, String client) {
        return resource.remove(id, request(authorization, client)).toCompletableFuture();
    }

    /** A request of which nothing but its client and its token is known. */
    private static HttpServletRequest request(@Nullable String authorization, String client) {
        return (HttpServletRequest)
                Proxy.newProxyInstance(
                        SignedTicketsResourceTest.class.getClassLoader(),
                        new Class<?>[] {HttpServletRequest.class},
                        (proxy, method, arguments) -> {
                            return switch (method.getName()) {
                                case "getHeader" -> authorization;
                                case "getMethod" -> "DELETE";
                                case "getRemoteAddr" -> client;
                                default ->
                                        throw new UnsupportedOperationException(method.getName());
                            };
                        });
    }

    private static void assertRefused(Problem problem, ThrowingCallable call) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
    }

    @Test
    void thisHostRemovesATicketWithoutAToken() {
        assertThat(remove(ID, null, LOCAL).join().getStatus()).isEqualTo(204);
        assertThat(transfers.find(SampleTicket.ID)).isEmpty();
    }

    @Test
    void anotherHostRemovesNothingWithoutAToken() {
        assertRefused(Problem.FORBIDDEN, () -> remove(ID, null, FOREIGN));
        assertThat(transfer().status().canceled()).isFalse();
        // Nor are tokens for it refused from now on.
        assertThatCode(() -> transfers.join(new SampleTicket().build(), false))
                .doesNotThrowAnyException();
    }

    @Test
    void anotherHostIsNotToldWhichTicketsThereAre() {
        assertRefused(Problem.FORBIDDEN, () -> remove("no-uuid", null, FOREIGN));
        assertRefused(
                Problem.FORBIDDEN,
                () -> remove("00000000-0000-4000-8000-000000000000", null, FOREIGN));
    }

    @Test
    void anotherHostRemovesTheTicketOfItsToken() {
        String ticket = issuer.signedTicket(ID, DAEMON);
        assertThat(remove(ID, ticket, FOREIGN).join().getStatus()).isEqualTo(204);
        assertThat(transfers.find(SampleTicket.ID)).isEmpty();
    }

    @Test
    void aTokenForAnotherTicketRemovesNothingWhereverItComesFrom() {
        String ticket = issuer.signedTicket("00000000-0000-4000-8000-000000000000", DAEMON);
        for (String client : new String[] {LOCAL, FOREIGN}) {
            assertRefused(Problem.FORBIDDEN, () -> remove(ID, ticket, client));
            assertRefused(Problem.UNAUTHORIZED, () -> remove(ID, "e30=", client));
        }
        assertThat(transfer().status().canceled()).isFalse();
    }

    @Test
    void theAnswerComesAfterTheLastByte() {
        Activity relay = new EndlessActivity();
        transfer().begin(relay);
        CompletableFuture<Response> answer = remove(ID, null, LOCAL);
        assertThat(answer).isNotDone();
        assertThat(transfer().status().canceled()).isTrue();
        transfer().finish(relay);
        assertThat(answer.join().getStatus()).isEqualTo(204);
        assertThat(transfers.find(SampleTicket.ID)).isEmpty();
    }

    @Test
    void aTicketThatIsStillUsedAfterTheTimeoutIsRemovedByARetry() {
        Activity relay = new EndlessActivity();
        transfer().begin(relay);
        assertThat(remove(ID, null, LOCAL).join().getStatus()).isEqualTo(409);
        transfer().finish(relay);
        assertThat(remove(ID, null, LOCAL).join().getStatus()).isEqualTo(204);
    }

    @Test
    void aRemovalNamesItsTicket() {
        assertRefused(Problem.BAD_REQUEST, () -> remove("", null, LOCAL));
        assertThat(transfer().status().canceled()).isFalse();
    }
}
