// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.session.Access;
import org.ovirt.imageio.proxy.session.Sessions;
import org.ovirt.imageio.proxy.ticket.Transfers;

/** {@code /sessions/}: who has shown a token needs only the session's id afterwards. */
@Path("/")
public final class SessionsResource {
    private final Tokens tokens;
    private final Sessions sessions;
    private final Transfers transfers;
    private final boolean eraA;
    private final Removal removal;

    SessionsResource(
            Tokens tokens, Sessions sessions, Transfers transfers, boolean eraA, Removal removal) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.transfers = transfers;
        this.eraA = eraA;
        this.removal = removal;
    }

    /**
     * Opens a session, or renews the one whose id is shown too. One that is unknown or over is
     * replaced by a new one, under an id that the proxy has chosen.
     */
    @POST
    public Response open(@Context HttpServletRequest http) {
        return Refusals.logged(http, () -> opened(http));
    }

    private Response opened(HttpServletRequest http) {
        String authorization = http.getHeader("Authorization");
        if (authorization == null) {
            throw new ProblemException(
                    Problem.TOKEN_REQUIRED,
                    "A token is required in the Authorization header field.");
        }
        Access access = tokens.verify(authorization);
        transfers.requireNotRevoked(access.grant().ticketId());
        String id =
                Credential.sessionId(http, ImageQuery.parse(http.getQueryString()), eraA)
                        .flatMap(shown -> sessions.renew(http, shown, access))
                        .orElseGet(() -> sessions.open(http, access));
        return Response.ok()
                .type("text/plain")
                .header("Session-Id", id)
                .cookie(cookie(id).build())
                .build();
    }

    /**
     * Ends a session; who knows its id may. Answers 204 when the last byte has moved that was
     * relayed under it.
     */
    @DELETE
    @Path("{id}")
    public CompletionStage<Response> close(
            @PathParam("id") String id, @Context HttpServletRequest http) {
        return Refusals.logged(http, () -> closed(http, id));
    }

    private CompletionStage<Response> closed(HttpServletRequest http, String id) {
        boolean shownAsCookie = Credential.cookie(http).equals(Optional.of(id));
        CompletableFuture<Void> ended =
                sessions.close(http, id)
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                Problem.NOT_FOUND,
                                                "There is no such session, or it is over."));
        return removal.answer(ended, () -> closed(shownAsCookie));
    }

    private static Response closed(boolean shownAsCookie) {
        Response.ResponseBuilder response = Response.noContent();
        return shownAsCookie
                ? response.cookie(cookie("").maxAge(0).build()).build()
                : response.build();
    }

    private static NewCookie.Builder cookie(String value) {
        return new NewCookie.Builder(Credential.COOKIE)
                .value(value)
                .path("/")
                .secure(true)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.STRICT);
    }
}
