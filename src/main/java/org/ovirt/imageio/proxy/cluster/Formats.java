// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.JournalState;
import org.ovirt.imageio.proxy.ticket.OpenWrite;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.Span;
import org.ovirt.imageio.proxy.ticket.Standing;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.ticket.TransferReport;
import org.ovirt.imageio.proxy.ticket.Version;
import org.ovirt.imageio.proxy.ticket.WriteId;

/**
 * How records are written for other nodes: Hazelcast's Compact format, each under a name of its
 * own. A field may be added later, but none may change its meaning: nodes of two versions meet
 * while they are updated one after the other.
 */
final class Formats {
    private Formats() {}

    static void addTo(SerializationConfig config) {
        config.getCompactSerializationConfig()
                .addSerializer(
                        format("ticket", TicketRecord.class, Formats::write, Formats::readTicket))
                .addSerializer(
                        format("change", TicketChange.class, Formats::write, Formats::readChange))
                .addSerializer(
                        format(
                                "session",
                                SessionRecord.class,
                                Formats::write,
                                Formats::readSession))
                .addSerializer(
                        format(
                                "session-use",
                                SessionUse.class,
                                (out, use) -> {
                                    out.writeInt64("ends-at", use.endsAt());
                                    out.writeInt64("lifetime", use.lifetime());
                                },
                                in ->
                                        new SessionUse(
                                                in.readInt64("ends-at"), in.readInt64("lifetime"))))
                .addSerializer(
                        format("request", PeerRequest.class, Formats::write, Formats::readRequest))
                .addSerializer(format("write", OpenWrite.class, Formats::write, Formats::readWrite))
                .addSerializer(
                        format(
                                "open-write",
                                JournalState.Open.class,
                                Formats::write,
                                Formats::readOpen))
                .addSerializer(
                        format("journal", JournalState.class, Formats::write, Formats::readJournal))
                .addSerializer(
                        format(
                                "journal-change",
                                JournalChange.class,
                                Formats::write,
                                Formats::readJournalChange))
                .addSerializer(
                        format(
                                "journal-reply",
                                JournalReply.class,
                                (out, reply) ->
                                        out.writeArrayOfCompact(
                                                "conflicts",
                                                reply.conflicts().toArray(OpenWrite[]::new)),
                                in ->
                                        new JournalReply(
                                                list(
                                                        in.readArrayOfCompact(
                                                                "conflicts", OpenWrite.class)))))
                .addSerializer(
                        format("reply", PeerReply.class, Formats::write, Formats::readReply));
    }

    private static void write(CompactWriter out, TicketRecord record) {
        out.writeString("standing", record.standing().name());
        out.writeInt64("life", record.version().life());
        out.writeInt64("edition", record.version().edition());
        out.writeInt64("stamp", record.version().stamp());
        out.writeInt64("deadline", record.deadline());
        out.writeInt64("decided-at", record.decidedAt());
        out.writeInt64(TicketMap.USED_AT, record.usedAt());
        out.writeArrayOfInt64("moved", boundaries(record.moved()));
        Ticket ticket = record.ticket();
        out.writeString("id", ticket == null ? null : ticket.id().value());
        out.writeInt64("size", ticket == null ? 0 : ticket.size());
        out.writeString("operations", ticket == null ? null : words(ticket));
        out.writeInt64("timeout", ticket == null ? 0 : ticket.timeout().toMillis());
        out.writeInt64("inactivity", ticket == null ? 0 : ticket.inactivityTimeout().toMillis());
        out.writeString("url", ticket == null ? null : ticket.url());
        out.writeString("host", ticket == null ? null : ticket.daemon().host());
        out.writeInt32("port", ticket == null ? 0 : ticket.daemon().port());
        out.writeString("path", ticket == null ? null : ticket.daemon().path());
        out.writeString("transfer-id", ticket == null ? null : ticket.transferId());
        out.writeString("filename", ticket == null ? null : ticket.filename().orElse(null));
        out.writeBoolean("sparse", ticket != null && ticket.sparse());
        out.writeBoolean("dirty", ticket != null && ticket.dirty());
    }

    private static String words(Ticket ticket) {
        return ticket.operations().stream()
                .map(Enum::name)
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static TicketRecord readTicket(CompactReader in) {
        return new TicketRecord(
                Standing.valueOf(text(in, "standing")),
                new Version(in.readInt64("life"), in.readInt64("edition"), in.readInt64("stamp")),
                content(in),
                in.readInt64("deadline"),
                in.readInt64("decided-at"),
                in.readInt64(TicketMap.USED_AT),
                spans(in.readArrayOfInt64("moved")));
    }

    private static @Nullable Ticket content(CompactReader in) {
        String id = in.readString("id");
        if (id == null) {
            return null;
        }
        return new Ticket(
                new TicketId(id),
                in.readInt64("size"),
                Arrays.stream(text(in, "operations").split(",", -1))
                        .map(Operation::valueOf)
                        .collect(Collectors.toUnmodifiableSet()),
                Duration.ofMillis(in.readInt64("timeout")),
                Duration.ofMillis(in.readInt64("inactivity")),
                text(in, "url"),
                new DaemonUri(text(in, "host"), in.readInt32("port"), text(in, "path")),
                text(in, "transfer-id"),
                Optional.ofNullable(in.readString("filename")),
                in.readBoolean("sparse"),
                in.readBoolean("dirty"));
    }

    private static void write(CompactWriter out, TicketChange change) {
        out.writeString("kind", change.kind().name());
        out.writeCompact("told", change.told());
        out.writeInt64("now", change.now());
    }

    private static TicketChange readChange(CompactReader in) {
        TicketRecord told = in.readCompact("told");
        if (told == null) {
            throw missing("told");
        }
        return new TicketChange(
                TicketChange.Kind.valueOf(text(in, "kind")), told, in.readInt64("now"));
    }

    private static void write(CompactWriter out, SessionRecord record) {
        out.writeString(SessionMap.TICKET, record.ticketHash());
        out.writeInt64("opened-at", record.openedAt());
        out.writeInt64("ends-at", record.endsAt());
        out.writeBoolean(SessionMap.ENDED, record.ended());
        out.writeArrayOfInt8("sealed", record.sealed().bytes());
    }

    private static SessionRecord readSession(CompactReader in) {
        byte[] sealed = in.readArrayOfInt8("sealed");
        return new SessionRecord(
                text(in, SessionMap.TICKET),
                in.readInt64("opened-at"),
                in.readInt64("ends-at"),
                in.readBoolean(SessionMap.ENDED),
                new Sealed(sealed == null ? new byte[0] : sealed));
    }

    private static void write(CompactWriter out, PeerRequest request) {
        out.writeString("kind", request.kind().name());
        out.writeString("subject", request.subject());
    }

    private static PeerRequest readRequest(CompactReader in) {
        return new PeerRequest(PeerRequest.Kind.valueOf(text(in, "kind")), text(in, "subject"));
    }

    private static void write(CompactWriter out, PeerReply reply) {
        TransferReport report = reply.report();
        out.writeBoolean("over", reply.over());
        out.writeBoolean("known", report != null);
        out.writeBoolean("active", report != null && report.active());
        out.writeBoolean("canceled", report != null && report.canceled());
        out.writeInt32("connections", report == null ? 0 : report.connections());
        out.writeInt64("left", report == null ? 0 : report.left().toNanos());
        out.writeInt64("idle", report == null ? 0 : report.idle().toNanos());
        out.writeArrayOfInt64("moved", report == null ? new long[0] : boundaries(report.moved()));
    }

    private static PeerReply readReply(CompactReader in) {
        TransferReport report =
                in.readBoolean("known")
                        ? new TransferReport(
                                in.readBoolean("active"),
                                in.readBoolean("canceled"),
                                in.readInt32("connections"),
                                Duration.ofNanos(in.readInt64("left")),
                                Duration.ofNanos(in.readInt64("idle")),
                                spans(in.readArrayOfInt64("moved")))
                        : null;
        return new PeerReply(in.readBoolean("over"), report);
    }

    private static void write(CompactWriter out, OpenWrite write) {
        out.writeString("node", write.id().node());
        out.writeInt64("number", write.id().number());
        out.writeInt64("start", write.span().start());
        out.writeInt64("end", write.span().end());
        out.writeBoolean("flush", write.flush());
    }

    private static OpenWrite readWrite(CompactReader in) {
        return new OpenWrite(
                new WriteId(text(in, "node"), in.readInt64("number")),
                new Span(in.readInt64("start"), in.readInt64("end")),
                in.readBoolean("flush"));
    }

    private static void write(CompactWriter out, JournalState.Open open) {
        out.writeCompact("write", open.write());
        out.writeArrayOfInt64("snapshot", open.snapshot());
        out.writeBoolean("counts", open.counts());
    }

    private static JournalState.Open readOpen(CompactReader in) {
        OpenWrite write = in.readCompact("write");
        if (write == null) {
            throw missing("write");
        }
        return new JournalState.Open(
                write, array(in.readArrayOfInt64("snapshot")), in.readBoolean("counts"));
    }

    private static void write(CompactWriter out, JournalState state) {
        out.writeArrayOfInt64("written", state.written());
        out.writeArrayOfInt64("flushed", state.flushed());
        out.writeArrayOfCompact("open", state.open().toArray(JournalState.Open[]::new));
    }

    private static JournalState readJournal(CompactReader in) {
        return new JournalState(
                array(in.readArrayOfInt64("written")),
                array(in.readArrayOfInt64("flushed")),
                list(in.readArrayOfCompact("open", JournalState.Open.class)));
    }

    private static void write(CompactWriter out, JournalChange change) {
        out.writeString("kind", change.kind().name());
        out.writeCompact("write", change.write());
    }

    private static JournalChange readJournalChange(CompactReader in) {
        OpenWrite write = in.readCompact("write");
        if (write == null) {
            throw missing("write");
        }
        return new JournalChange(JournalChange.Kind.valueOf(text(in, "kind")), write);
    }

    private static long[] array(long @Nullable [] read) {
        return read == null ? new long[0] : read;
    }

    private static <T> List<T> list(T @Nullable [] read) {
        return read == null ? List.of() : List.of(read);
    }

    private static long[] boundaries(List<Span> spans) {
        long[] boundaries = new long[2 * spans.size()];
        int next = 0;
        for (Span span : spans) {
            boundaries[next++] = span.start();
            boundaries[next++] = span.end();
        }
        return boundaries;
    }

    private static List<Span> spans(long @Nullable [] boundaries) {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; boundaries != null && i + 1 < boundaries.length; i += 2) {
            spans.add(new Span(boundaries[i], boundaries[i + 1]));
        }
        return spans;
    }

    private static String text(CompactReader in, String field) {
        String text = in.readString(field);
        if (text == null) {
            throw missing(field);
        }
        return text;
    }

    private static IllegalArgumentException missing(String field) {
        return new IllegalArgumentException("a record of another node lacks " + field);
    }

    private static <T> CompactSerializer<T> format(
            String name,
            Class<T> type,
            BiConsumer<CompactWriter, T> writer,
            Function<CompactReader, T> reader) {
        return new CompactSerializer<>() {
            @Override
            public T read(CompactReader in) {
                return reader.apply(in);
            }

            @Override
            public void write(CompactWriter out, T record) {
                writer.accept(out, record);
            }

            @Override
            public String getTypeName() {
                return name;
            }

            @Override
            public Class<T> getCompactClass() {
                return type;
            }
        };
    }
}
