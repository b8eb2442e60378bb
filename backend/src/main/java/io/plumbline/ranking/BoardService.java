package io.plumbline.ranking;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;

/**
 * Boards: what is ranked. A change takes effect with the next ranking; published ones keep what they were made with.
 */
@ApplicationScoped
public class BoardService {
    private final BoardQueries queries;

    @Inject
    BoardService(BoardQueries queries) {
        this.queries = queries;
    }

    @Transactional
    public List<Board> list() {
        return queries.list();
    }

    @Transactional
    public Board create(NewBoard wanted) {
        Board board = wanted.toBoard(Ids.next());
        queries.insert(board, wanted.order());
        return board;
    }

    @Transactional
    Board replace(UUID id, NewBoard wanted) {
        Board board = wanted.toBoard(id);
        if (queries.lock(id).isEmpty()) {
            throw Problem.notFound("board", id);
        }
        queries.update(board, wanted.order());
        return board;
    }
}
