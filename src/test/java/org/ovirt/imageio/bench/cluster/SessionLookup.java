// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ovirt.imageio.testing.cluster.Cluster;
import org.ovirt.imageio.testing.cluster.ClusterImage;
import org.ovirt.imageio.testing.cluster.Node;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;

/**
 * How long a small request takes with a session, at the node where the session was opened and at
 * the others, and without one. The kinds of requests take turns, so that whatever disturbs the
 * machine disturbs them all.
 */
final class SessionLookup {
    /** Enough to have some kept by every node, whichever opened them. */
    private static final int SESSIONS = 32;

    private static final int SIZE = 4096;
    private static final String LIMIT = "20";

    private final Cluster cluster;
    private final Cluster single;

    /**
     * @param cluster the nodes to ask
     * @param single the same without a cluster
     */
    SessionLookup(Cluster cluster, Cluster single) {
        this.cluster = cluster;
        this.single = single;
    }

    /** A request that is allowed, by what its header says or by its ticket's id alone. */
    private record Question(String ticket, Map<String, String> fields) {}

    /** One node, asked in one way. */
    private record Kind(RangesClient client, List<Question> questions, Latencies latencies)
            implements Closeable {
        long time(int number) throws IOException {
            Question question = questions.get(number % questions.size());
            return client.time(question.ticket(), question.fields());
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    /** Asks so often in each way, and as often before without counting. */
    List<Latencies> measure(int count) throws IOException, InterruptedException {
        List<Kind> kinds = kinds();
        try {
            for (int i = 0; i < count; i++) {
                for (Kind kind : kinds) {
                    kind.time(i);
                }
            }
            for (int i = 0; i < count; i++) {
                for (Kind kind : kinds) {
                    kind.latencies().add(kind.time(i));
                }
            }
        } finally {
            for (Kind kind : kinds) {
                kind.close();
            }
        }
        return kinds.stream().map(Kind::latencies).toList();
    }

    private List<Kind> kinds() throws IOException, InterruptedException {
        List<Question> sessions = sessions(cluster);
        List<Question> tickets = tickets(cluster);
        List<Kind> kinds = new ArrayList<>();
        for (Node node : cluster.nodes()) {
            String where = node.number() == 0 ? ", where it was opened" : ", elsewhere";
            kinds.add(kind("session, " + name(node) + where, LIMIT, node, sessions));
        }
        for (Node node : cluster.nodes()) {
            kinds.add(kind("ticket alone, " + name(node), "", node, tickets));
        }
        kinds.add(kind("session, single node", "", single.node(0), sessions(single)));
        kinds.add(kind("ticket alone, single node", "", single.node(0), tickets(single)));
        return kinds;
    }

    private static String name(Node node) {
        return "node " + (node.number() + 1);
    }

    private static Kind kind(String title, String limit, Node node, List<Question> questions)
            throws IOException {
        return new Kind(RangesClient.to(node), questions, new Latencies(title, limit));
    }

    private static List<Question> tickets(Cluster of) throws IOException {
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            ClusterImage image = of.newImageOn(of.node(0), SIZE, Operation.READ);
            questions.add(new Question(image.id(), Map.of()));
        }
        return questions;
    }

    private static List<Question> sessions(Cluster of) throws IOException, InterruptedException {
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            ClusterImage image = of.newImage(SIZE, Operation.READ);
            String token = of.issuer().jwt(image.id(), of.daemonUri());
            HttpRequest request =
                    HttpRequest.newBuilder(of.node(0).baseUri().resolve("sessions/"))
                            .POST(BodyPublishers.noBody())
                            .header("Authorization", "Bearer " + token)
                            .build();
            HttpResponse<String> response = of.client().send(request, BodyHandlers.ofString());
            String id =
                    response.headers()
                            .firstValue("Session-Id")
                            .orElseThrow(() -> new IOException("no session: " + response.body()));
            questions.add(new Question(image.id(), Map.of("Session-Id", id)));
        }
        return questions;
    }
}
