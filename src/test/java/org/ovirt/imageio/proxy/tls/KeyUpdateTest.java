// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyUpdateTest {
    private static final int KEY_LIMIT = 100_000;

    /** A record's head, the message, its type, SunJSSE's padding and the tag. */
    private static final int KEY_UPDATE = 5 + 5 + 1 + 16 + 16;

    private final Random random = new Random(54321);

    private TlsIdentity identity;

    @BeforeAll
    void createIdentity() throws Exception {
        identity = TlsIdentity.create();
    }

    private EnginePair pair(String protocol) throws Exception {
        return EnginePair.connected(identity, new MultiRecordTlsProvider(KEY_LIMIT), protocol);
    }

    private byte[] data(int length) {
        byte[] data = new byte[length];
        random.nextBytes(data);
        return data;
    }

    private static ByteBuffer nothing() {
        return ByteBuffer.allocate(0);
    }

    private static ByteBuffer room(SSLEngine engine) {
        return ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    }

    /** Lets the server use up its key; what it has to say of that is still to be wrapped. */
    private void useUpTheKey(EnginePair pair) throws Exception {
        byte[] data = data(KEY_LIMIT);
        assertThat(pair.send(pair.server(), pair.client(), ByteBuffer.wrap(data)).received())
                .isEqualTo(data);
        assertThat(pair.server().getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
    }

    @Test
    void aKeyIsChangedWhenItsLimitIsReachedAndNotBefore() throws Exception {
        EnginePair pair = pair("TLSv1.3");

        pair.send(pair.server(), pair.client(), ByteBuffer.wrap(data(KEY_LIMIT - 1)));
        HandshakeStatus before = pair.server().getHandshakeStatus();
        pair.send(pair.server(), pair.client(), ByteBuffer.wrap(data(1)));
        HandshakeStatus after = pair.server().getHandshakeStatus();

        assertThat(before).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThat(after).isEqualTo(HandshakeStatus.NEED_WRAP);
    }

    @Test
    void dataThatOutlastsManyKeysArrives() throws Exception {
        EnginePair pair = pair("TLSv1.3");
        byte[] data = data(40 * KEY_LIMIT);

        byte[] down = pair.send(pair.server(), pair.client(), ByteBuffer.wrap(data)).received();
        pair.flush(pair.client(), pair.server());
        byte[] up = pair.send(pair.client(), pair.server(), ByteBuffer.wrap(data)).received();

        assertThat(down).isEqualTo(data);
        assertThat(up).isEqualTo(data);
    }

    @Test
    void anUpdateGoesOutInOneCallWithTheDataAfterIt() throws Exception {
        EnginePair pair = pair("TLSv1.3");
        useUpTheKey(pair);
        byte[] data = data(1_000);
        ByteBuffer wire = room(pair.server());

        SSLEngineResult result = pair.server().wrap(ByteBuffer.wrap(data), wire);

        assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThat(result.bytesConsumed()).isEqualTo(1_000);
        assertThat(result.bytesProduced()).isEqualTo(wire.position());
        assertThat(wire.getShort(3)).isEqualTo((short) (KEY_UPDATE - 5));
        assertThat(pair.read(pair.client(), wire.flip())).isEqualTo(data);
    }

    @Test
    void aCallThatMovedDataDoesNotTellOfAnUpdate() throws Exception {
        EnginePair pair = pair("TLSv1.3");
        ByteBuffer wire = room(pair.server());
        ByteBuffer sent = ByteBuffer.wrap(data(KEY_LIMIT));
        SSLEngineResult wrapped;
        do {
            wrapped = pair.server().wrap(sent, wire);
            pair.read(pair.client(), wire.flip());
            wire.clear();
        } while (sent.hasRemaining());
        ByteBuffer request = room(pair.client());
        pair.client().wrap(ByteBuffer.wrap(data(10)), request);

        SSLEngineResult unwrapped = pair.server().unwrap(request.flip(), room(pair.server()));

        assertThat(wrapped.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThat(unwrapped.bytesProduced()).isEqualTo(10);
        assertThat(unwrapped.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThat(pair.server().getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
    }

    @Test
    void aPeerThatAsksForNewKeysIsAnsweredAtOnce() throws Exception {
        EnginePair pair = pair("TLSv1.3");
        pair.client().beginHandshake();
        ByteBuffer question = EnginePair.wrapNothing(pair.client());
        ByteBuffer answer = room(pair.server());

        SSLEngineResult asked = pair.server().unwrap(question, room(pair.server()));
        SSLEngineResult answered = pair.server().wrap(nothing(), answer);

        assertThat(asked.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
        assertThat(asked.bytesProduced()).isZero();
        assertThat(answered.getHandshakeStatus()).isNotEqualTo(HandshakeStatus.NEED_WRAP);
        assertThat(answered.bytesProduced()).isEqualTo(KEY_UPDATE);
        assertThat(pair.client().unwrap(answer.flip(), room(pair.client())).getHandshakeStatus())
                .isEqualTo(HandshakeStatus.FINISHED);
    }

    @Test
    void answersOfThePeerAreReadInOneCallWithTheDataAfterThem() throws Exception {
        EnginePair pair = pair("TLSv1.3");
        for (int i = 0; i < 3; i++) {
            pair.server().beginHandshake();
            pair.flush(pair.server(), pair.client());
        }
        byte[] data = data(1_000);
        ByteBuffer wire = ByteBuffer.allocate(4 * EnginePair.SMALL);
        while (pair.client().getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            pair.client().wrap(nothing(), wire);
        }
        assertThat(wire.position()).isEqualTo(3 * KEY_UPDATE);
        pair.client().wrap(ByteBuffer.wrap(data), wire);
        wire.flip();
        int length = wire.remaining();
        ByteBuffer plain = room(pair.server());

        SSLEngineResult result = pair.server().unwrap(wire, plain);

        assertThat(result.getStatus()).isEqualTo(Status.OK);
        assertThat(result.bytesConsumed()).isEqualTo(length);
        assertThat(result.bytesProduced()).isEqualTo(1_000);
        assertThat(plain.flip()).isEqualTo(ByteBuffer.wrap(data));
    }

    @Test
    void anAnswerBeforeHalfARecordIsTakenAlone() throws Exception {
        EnginePair pair = pair("TLSv1.3");
        pair.server().beginHandshake();
        pair.flush(pair.server(), pair.client());
        ByteBuffer wire = ByteBuffer.allocate(4 * EnginePair.SMALL);
        pair.client().wrap(nothing(), wire);
        pair.client().wrap(ByteBuffer.wrap(data(1_000)), wire);
        wire.flip().limit(wire.limit() - 1);

        SSLEngineResult result = pair.server().unwrap(wire, room(pair.server()));

        assertThat(result.getStatus()).isEqualTo(Status.OK);
        assertThat(result.bytesConsumed()).isEqualTo(KEY_UPDATE).isEqualTo(wire.position());
        assertThat(result.bytesProduced()).isZero();
    }

    @Test
    void anUpdateThatWaitsGoesOutBeforeTheClose() throws Exception {
        EnginePair pair = pair("TLSv1.3");
        useUpTheKey(pair);
        ByteBuffer wire = ByteBuffer.allocate(2 * EnginePair.SMALL);

        pair.server().closeOutbound();
        SSLEngineResult first = pair.server().wrap(nothing(), wire);
        SSLEngineResult second = pair.server().wrap(nothing(), wire);

        assertThat(first.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
        assertThat(second.getStatus()).isEqualTo(Status.CLOSED);
        pair.read(pair.client(), wire.flip());
        assertThat(pair.client().isInboundDone()).isTrue();
    }

    @Test
    void aClientThatHasClosedItsHalfGetsAllItsData() throws Exception {
        EnginePair pair = pair("TLSv1.3");
        pair.client().closeOutbound();
        pair.read(pair.server(), EnginePair.wrapNothing(pair.client()));
        byte[] data = data(3 * KEY_LIMIT);

        byte[] received = pair.send(pair.server(), pair.client(), ByteBuffer.wrap(data)).received();

        assertThat(received).isEqualTo(data);
    }

    @Test
    void aConnectionOfTls12KeepsItsKeys() throws Exception {
        EnginePair pair = pair("TLSv1.2");
        byte[] data = data(3 * KEY_LIMIT);

        byte[] received = pair.send(pair.server(), pair.client(), ByteBuffer.wrap(data)).received();

        assertThat(received).isEqualTo(data);
        assertThat(pair.server().getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
    }
}
