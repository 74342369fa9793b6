// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.control;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.ovirt.imageio.proxy.rest.JsonFields;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketId;

/** The JSON of the Engine's tickets, as ovirt-imageio 2.x takes and gives it. */
final class TicketJson {
    private static final String REFUSAL = "Invalid ticket: ";
    private static final long DEFAULT_INACTIVITY_SECONDS = 60;

    /**
     * Beyond this a timeout means "for ever"; it keeps the arithmetic of clocks from overflowing.
     */
    private static final long MOST_SECONDS = Duration.ofDays(36_500).toSeconds();

    private TicketJson() {}

    /**
     * Parses a ticket.
     *
     * @throws org.ovirt.imageio.proxy.problem.ProblemException if it is not valid
     */
    static Ticket parse(String text) {
        JsonFields fields = new JsonFields(JsonFields.parse(text, "Invalid ticket"), REFUSAL);
        String uuid = fields.requiredText("uuid");
        TicketId id =
                TicketId.parse(uuid).orElseThrow(() -> fields.wrong("uuid", "expecting a UUID"));
        String url = fields.requiredText("url");
        return new Ticket(
                id,
                fields.requiredCount("size"),
                operations(fields),
                seconds(fields.requiredCount("timeout")),
                seconds(fields.optionalCount("inactivity_timeout", DEFAULT_INACTIVITY_SECONDS)),
                url,
                daemon(fields, url),
                fields.optionalText("transfer_id")
                        .orElseGet(() -> "(ticket/" + uuid.substring(0, 18) + ")"),
                fields.optionalText("filename"),
                fields.optionalFlag("sparse", false),
                fields.optionalFlag("dirty", false));
    }

    /** Returns a number of seconds, of which there may be very many. */
    static Duration seconds(long count) {
        return Duration.ofSeconds(Math.min(count, MOST_SECONDS));
    }

    private static Set<Operation> operations(JsonFields fields) {
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        for (String word : fields.requiredTexts("ops")) {
            Optional<Operation> operation = Operation.of(word);
            operations.add(
                    operation.orElseThrow(
                            () -> fields.wrong("ops", "expecting \"read\" or \"write\"")));
        }
        if (operations.isEmpty()) {
            throw fields.wrong("ops", "expecting at least one operation");
        }
        return operations;
    }

    private static DaemonUri daemon(JsonFields fields, String url) {
        try {
            return DaemonUri.parse(url);
        } catch (IllegalArgumentException e) {
            throw fields.wrong("url", "it " + e.getMessage());
        }
    }
}
