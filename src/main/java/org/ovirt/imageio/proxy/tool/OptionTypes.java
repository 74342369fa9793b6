// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.TicketId;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** How the values of options are read. */
final class OptionTypes {
    private static final Pattern SECONDS = Pattern.compile("\\d{1,8}");

    /** As the proxy's own configuration. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private OptionTypes() {}

    /** Makes a command and those below it understand them. */
    static void register(CommandLine commands) {
        commands.registerConverter(Duration.class, OptionTypes::seconds)
                .registerConverter(Instant.class, OptionTypes::time)
                .registerConverter(Operation.class, OptionTypes::operation)
                .registerConverter(TicketId.class, OptionTypes::ticket);
    }

    private static Duration seconds(String text) {
        if (SECONDS.matcher(text).matches()) {
            Duration duration = Duration.ofSeconds(Integer.parseInt(text));
            if (duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        }
        throw new TypeConversionException(
                "expected a number of seconds from 0 to " + LONGEST.toSeconds());
    }

    private static Instant time(String text) {
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
        } catch (DateTimeException e) {
            throw new TypeConversionException("expected a time such as 2026-12-31T23:59:59Z");
        }
    }

    private static Operation operation(String word) {
        return Operation.of(word)
                .orElseThrow(
                        () -> new TypeConversionException("expected a list of read and write"));
    }

    private static TicketId ticket(String text) {
        return TicketId.parse(text)
                .orElseThrow(
                        () ->
                                new TypeConversionException(
                                        "expected the UUID of a ticket, as in its URL"));
    }
}
