// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.world.World;

/** An upload and a download of which one half has been relayed. */
final class RunningTransfers implements Closeable {
    private static final int HALF = 1 << 16;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final ScriptedImage upload;
    private final ScriptedImage download;
    private final RawClient uploader;
    private final RawClient downloader;
    private final CountDownLatch secondHalf = new CountDownLatch(1);

    private RunningTransfers(
            ScriptedImage upload,
            ScriptedImage download,
            RawClient uploader,
            RawClient downloader) {
        this.upload = upload;
        this.download = download;
        this.uploader = uploader;
        this.downloader = downloader;
    }

    static RunningTransfers begin(World world) throws Exception {
        ScriptedImage upload = ScriptedImage.create(world, 2 * HALF);
        ScriptedImage download = ScriptedImage.create(world, 2 * HALF);
        RunningTransfers running =
                new RunningTransfers(upload, download, upload.connect(), download.connect());
        running.begin();
        return running;
    }

    private void begin() throws Exception {
        upload.onRequest(r -> r.readHead().readBody().send(ScriptedImage.OK));
        uploader.send(upload.put(2 * HALF)).sendZeros(HALF);
        download.onRequest(
                r ->
                        r.readHead()
                                .send(ScriptedImage.ok(2 * HALF))
                                .sendZeros(HALF)
                                .await(secondHalf)
                                .sendZeros(HALF));
        downloader.send(download.head("GET"));
        assertThat(downloader.readHead().startLine()).contains("200");
        assertThat(downloader.readBytes(HALF)).hasSize(HALF);
        await().until(() -> daemonHas() == HALF);
    }

    /** Bytes of the upload that the daemon has. */
    private long daemonHas() throws Exception {
        return upload.daemon().awaitConnection(0).bodyBytesReceived();
    }

    /** Sends the other halves and checks that both end as if nothing were. */
    void assertTheyEnd() throws Exception {
        RawResponse uploaded = uploader.sendZeros(HALF).readResponse();
        assertThat(uploaded.status()).isEqualTo(200);
        assertThat(uploaded.ending()).isEqualTo(Ending.COMPLETE);
        assertThat(daemonHas()).isEqualTo(2 * HALF);
        secondHalf.countDown();
        assertThat(downloader.readBytes(HALF)).hasSize(HALF);
    }

    /** Checks that the clients see that neither is complete, and that the daemon does. */
    void assertTheyAreCut() throws Exception {
        RawResponse refused = uploader.readResponse();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("5");
        assertThat(refused.header("Connection")).isEqualTo("close");
        assertThat(refused.text()).contains("stopping").contains("send the same range again");
        assertThat(upload.daemon().awaitConnection(0).awaitPeerClosed(LIMIT)).isTrue();
        assertThat(daemonHas()).isEqualTo(HALF);
        assertThat(downloader.awaitClose()).isNotNull();
        // Until then the proxy is so kind as to read what it still sends.
        uploader.close();
    }

    /** Ends the clients' connections and waits until the proxy has ended its own for them. */
    void assertTheClientsMayLeave() throws Exception {
        uploader.reset();
        downloader.cut();
        secondHalf.countDown();
        for (ScriptedImage image : List.of(upload, download)) {
            assertThat(image.daemon().awaitConnection(0).awaitPeerClosed(LIMIT)).isTrue();
        }
    }

    @Override
    public void close() throws IOException {
        secondHalf.countDown();
        uploader.close();
        downloader.close();
        upload.close();
        download.close();
    }
}
