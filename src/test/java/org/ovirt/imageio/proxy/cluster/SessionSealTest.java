// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.session.Access;
import org.ovirt.imageio.proxy.session.ImageSession;
import org.ovirt.imageio.proxy.session.SampleGrant;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.SampleTicket;
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.TokenForm;

class SessionSealTest {
    private static final String ID = "kX3v9yQm2LrT7wZc5bN8aHsJ4dFgP6eU";

    private final SessionSeal seal = new SessionSeal(new SecureRandom());
    private final ImageSession session =
            new ImageSession(UUID.randomUUID(), SampleGrant.access(), Duration.ofMinutes(5), false);

    private static String text(Sealed sealed) {
        return new String(sealed.bytes(), ISO_8859_1);
    }

    @Test
    void itsIdOpensIt() {
        assertThat(SessionSeal.open(ID, seal.seal(ID, session))).contains(session);
        ImageSession ended =
                new ImageSession(session.key(), session.access(), session.window(), true);
        assertThat(SessionSeal.open(ID, seal.seal(ID, ended))).contains(ended);
    }

    @Test
    void allThatATokenCanSayIsKept() {
        Grant full =
                new Grant(
                        SampleTicket.ID,
                        new DaemonUri("2001:db8::7", 443, "/images/x"),
                        Set.of(Operation.READ, Operation.WRITE),
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.of("Gr\u00fc\u00dfe.qcow2"),
                        Instant.parse("2026-06-01T12:05:00.123456789Z"));
        for (TokenForm form : TokenForm.values()) {
            ImageSession all =
                    new ImageSession(
                            UUID.randomUUID(), new Access(full, form), Duration.ofNanos(7), true);
            assertThat(SessionSeal.open(ID, seal.seal(ID, all))).contains(all);
        }
    }

    @Test
    void noOtherIdOpensIt() {
        Sealed sealed = seal.seal(ID, session);
        assertThat(SessionSeal.open(ID.toLowerCase(Locale.ROOT), sealed)).isEmpty();
        assertThat(SessionSeal.open(ID + "x", sealed)).isEmpty();
        assertThat(SessionSeal.open("", sealed)).isEmpty();
        assertThat(SessionSeal.open(SessionSeal.name(ID), sealed)).isEmpty();
    }

    @Test
    void whatWasChangedDoesNotOpen() {
        byte[] bytes = seal.seal(ID, session).bytes();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            assertThat(SessionSeal.open(ID, new Sealed(changed))).isEmpty();
        }
        assertThat(SessionSeal.open(ID, new Sealed(new byte[0]))).isEmpty();
        assertThat(SessionSeal.open(ID, new Sealed(new byte[12]))).isEmpty();
    }

    @Test
    void nothingOfItCanBeRead() {
        String sealed = text(seal.seal(ID, session));
        assertThat(sealed)
                .doesNotContain(
                        ID,
                        SampleTicket.ID.value(),
                        "host.example",
                        "54322",
                        "images",
                        "transfer-1",
                        session.key().toString(),
                        TokenForm.JWT.name(),
                        Operation.READ.name());
        assertThat(SessionSeal.name(ID)).matches("[0-9a-f]{64}").doesNotContain(ID);
        assertThat(SessionSeal.name(SampleTicket.ID))
                .matches("[0-9a-f]{64}")
                .doesNotContain(SampleTicket.ID.value());
    }

    @Test
    void noTwoSealsAreAlike() {
        assertThat(seal.seal(ID, session)).isNotEqualTo(seal.seal(ID, session));
    }

    @Test
    void aSessionAndATicketOfTheSameNameHaveOtherNames() {
        assertThat(SessionSeal.name(SampleTicket.ID.value()))
                .isNotEqualTo(SessionSeal.name(SampleTicket.ID));
    }
}
