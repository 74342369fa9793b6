// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.relay.Answer;
import org.ovirt.imageio.proxy.relay.Relays;

/**
 * Stands before everything: sets what every answer has, answers preflights, and refuses framings
 * that the proxy does not take.
 *
 * <p>The fields are set before anything can fail, so that a browser shows an error for what it is
 * and not as a network failure.
 */
final class FrontFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** Of two such fields, one would have to be ignored. */
    private static final List<String> SINGLE_FIELDS =
            List.of("Content-Encoding", "Content-Length", "Content-Range", "Expect", "Range");

    private final transient Relays relays;
    private final transient Refusals refusals;

    FrontFilter(Relays relays, Refusals refusals) {
        this.relays = relays;
        this.refusals = refusals;
    }

    @Override
    protected void doFilter(
            HttpServletRequest http, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean crossOrigin = http.getHeader("Origin") != null;
        Answer.commonHeaders(crossOrigin).forEach(response::setHeader);
        try {
            requireKnownMethod(http);
            requireKnownFraming(http);
        } catch (ProblemException e) {
            refusals.refuse(http, e);
            return;
        }
        if (crossOrigin && isPreflight(http)) {
            allow(http, response);
            relays.answer(http, 0, new Answer(200, Map.of(), ""));
            return;
        }
        chain.doFilter(http, response);
    }

    private static boolean isPreflight(HttpServletRequest http) {
        return http.getMethod().equals("OPTIONS")
                && http.getHeader("Access-Control-Request-Method") != null;
    }

    private static void allow(HttpServletRequest http, HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Methods", "OPTIONS, GET, HEAD, PUT, PATCH");
        // The wildcard does not cover Authorization (Fetch standard).
        response.setHeader("Access-Control-Allow-Headers", "*, Authorization");
        response.setHeader("Access-Control-Max-Age", "300");
        if (http.getHeader("Access-Control-Request-Private-Network") != null) {
            response.setHeader("Access-Control-Allow-Private-Network", "true");
        }
    }

    /** The container would echo it. */
    private static void requireKnownMethod(HttpServletRequest http) {
        if (http.getMethod().equals("TRACE")) {
            throw Refusals.methodNotAllowed();
        }
    }

    private static void requireKnownFraming(HttpServletRequest http) {
        for (String name : SINGLE_FIELDS) {
            if (Collections.list(http.getHeaders(name)).size() > 1) {
                throw new ProblemException(
                        Problem.BAD_REQUEST,
                        "The request has more than one " + name + "; send it once.");
            }
        }
        if (http.getHeader("Transfer-Encoding") != null) {
            throw new ProblemException(
                    Problem.BAD_REQUEST,
                    "Transfer-Encoding is not supported; send the body with Content-Length.");
        }
        String encoding = http.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ProblemException(
                    Problem.ENCODED_BODY,
                    "Content-Encoding is not supported; send the bytes as they are.");
        }
        String expectation = http.getHeader("Expect");
        if (expectation != null && !expectation.equalsIgnoreCase("100-continue")) {
            throw new ProblemException(
                    Problem.EXPECTATION_FAILED, "Only Expect: 100-continue is supported.");
        }
    }
}
