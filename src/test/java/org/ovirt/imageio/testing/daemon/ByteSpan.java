// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code Range} and {@code Content-Range} headers say, read as strictly as the reference. */
final class ByteSpan {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes (\\d+)-(\\d+|\\*)/(\\d+|\\*)");

    private ByteSpan() {}

    /**
     * The bytes a {@code Range} header asks for, which must have a first one.
     *
     * @param available where an open range ends
     */
    static Range requested(String header, long available) throws HttpError {
        Matcher matcher = RANGE.matcher(header);
        if (!matcher.matches()) {
            throw unsatisfiable(header, "invalid range or multiple ranges");
        }
        if (matcher.group(1).isEmpty()) {
            throw matcher.group(2).isEmpty()
                    ? unsatisfiable(header, "no first or last")
                    : HttpError.badRange("suffix-byte-range-spec not supported yet");
        }
        long first = Digits.toLong(matcher.group(1));
        if (matcher.group(2).isEmpty()) {
            return new Range(first, Math.max(first, available));
        }
        long last = Digits.toLong(matcher.group(2));
        if (first > last) {
            throw unsatisfiable(header, "first > last");
        }
        return new Range(first, last == Long.MAX_VALUE ? last : last + 1);
    }

    /** Where the bytes that come with a {@code Content-Range} header belong. */
    static long offset(String header) throws HttpError {
        Matcher matcher = CONTENT_RANGE.matcher(header);
        if (!matcher.matches()) {
            throw HttpError.badRequest("Invalid Content-Range '" + header + "'");
        }
        long first = Digits.toLong(matcher.group(1));
        if (!matcher.group(2).equals("*")) {
            long last = Digits.toLong(matcher.group(2));
            if (last < first) {
                throw HttpError.badRequest("Invalid Content-Range '" + header + "', first > last");
            }
            if (!matcher.group(3).equals("*") && last >= Digits.toLong(matcher.group(3))) {
                throw HttpError.badRequest(
                        "Invalid Content-Range '" + header + "', last >= complete");
            }
        }
        return first;
    }

    private static HttpError unsatisfiable(String header, String reason) {
        return HttpError.badRange("Cannot satisfy range '" + header + "', " + reason);
    }
}
