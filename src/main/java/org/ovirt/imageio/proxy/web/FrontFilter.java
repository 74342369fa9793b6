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
            List.of(
                    "Authorization",
                    "Content-Encoding",
                    "Content-Length",
                    "Content-Range",
                    "Expect",
                    "Range",
                    "Session-Id",
                    "X-Session-Id");

    private final transient Refusals refusals;
    private final transient Cors cors;

    FrontFilter(Refusals refusals, Cors cors) {
        this.cors = cors;
        this.refusals = refusals;
    }

    @Override
    protected void doFilter(
            HttpServletRequest http, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Answer.commonHeaders().forEach(response::setHeader);
        cors.expose(http, response);
        try {
            requireKnownMethod(http);
            requirePlainPath(http);
            requireKnownFraming(http);
        } catch (ProblemException e) {
            refusals.refuse(http, e);
            return;
        }
        if (cors.isPreflight(http)) {
            preflight(http, response);
        } else {
            chain.doFilter(http, response);
        }
    }

    private void preflight(HttpServletRequest http, HttpServletResponse response)
            throws IOException {
        if (cors.allows(http)) {
            cors.permit(http, response);
            refusals.answer(http, new Answer(200, Map.of(), ""));
        } else {
            refusals.refuse(
                    http,
                    new ProblemException(
                            Problem.FORBIDDEN,
                            "The page's origin is not one that may use this proxy. An"
                                    + " administrator can add it to imageio.cors.origins."));
        }
    }

    /** The container would echo it. */
    private static void requireKnownMethod(HttpServletRequest http) {
        if (http.getMethod().equals("TRACE")) {
            throw Refusals.methodNotAllowed();
        }
    }

    /** A path parameter is none of ours; containers have taken one for a session's id. */
    private static void requirePlainPath(HttpServletRequest http) {
        if (http.getRequestURI().indexOf(';') >= 0) {
            throw new ProblemException(
                    Problem.NOT_FOUND, "There is nothing here; images are at /images/TICKET-ID.");
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
