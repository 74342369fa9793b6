// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.cluster.Member;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ovirt.imageio.proxy.ticket.OpenWrite;
import org.ovirt.imageio.proxy.ticket.RemoteWrites;

/** The writes that other nodes relay. */
final class PeerWrites implements RemoteWrites {
    private final Node node;
    private final LostNodes lost;

    PeerWrites(Node node, LostNodes lost) {
        this.node = node;
        this.lost = lost;
    }

    /** Fails as long as it is not over; whoever asks asks again. */
    @Override
    public CompletionStage<Void> cancel(OpenWrite write) {
        Optional<Member> member = node.find(write.id().node());
        if (member.isPresent()) {
            String number = Long.toString(write.id().number());
            return over(new PeerRequest(PeerRequest.Kind.END_WRITE, number), member.get());
        }
        if (lost.mayRelay(write.id().node())) {
            return CompletableFuture.failedFuture(notOver());
        }
        // This node may have started after that one was lost.
        PeerRequest gone = new PeerRequest(PeerRequest.Kind.GONE, write.id().node());
        return CompletableFuture.allOf(
                node.others().stream()
                        .map(other -> over(gone, other))
                        .toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Void> over(PeerRequest request, Member member) {
        return node.submit(request, member)
                .thenCompose(
                        reply ->
                                reply.over()
                                        ? CompletableFuture.completedFuture(null)
                                        : CompletableFuture.failedFuture(notOver()));
    }

    private static IllegalStateException notOver() {
        return new IllegalStateException("the write may still be going on");
    }
}
