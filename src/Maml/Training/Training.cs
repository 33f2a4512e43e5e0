using System.Numerics;
using System.Runtime.ExceptionServices;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A training under way: the blocks, the outer step and what is to be reported.
/// <see cref="Trainer{T}.Run(TrainingState{T}, TrainingOptions?, CancellationToken)"/> is a loop over <see cref="Step"/>; for a loop of
/// one's own.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Training<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingPlan<T> _plan;
    private readonly TrainingOptions _options;
    private readonly OuterStep<T> _outer;
    private readonly BlockRunner<T>[] _blocks;
    private readonly ThreadTeam? _team;
    private readonly Action<int> _runBlock;
    private readonly Action<int> _askBlock;
    private readonly Func<bool> _drawAhead;
    private readonly OuterQuestions<T>? _questions;
    private readonly OuterProblem<T>? _problem;
    private readonly ExceptionDispatchInfo?[] _errors;
    private readonly BlockExchange<T>? _exchange;
    private readonly int _first;
    private readonly int _own;
    private readonly Dictionary<string, (double Sum, long Tasks)> _measures = [];
    private double _lossSum;
    private long _lossCount;
    private double _norm;
    private OuterQuestion _question;
    private int _drawnAhead;

    internal Training(TrainingPlan<T> plan, TrainingState<T> state, TrainingOptions options)
    {
        (_plan, _options, Iteration) = (plan, options, state.Iteration);
        int size = plan.BlockSize;
        int count = (plan.MetaBatch + size - 1) / size;
        _outer = new(plan.OuterRules, state.MetaParameters, state.OptimizerState, count, plan.MetaBatch);
        TrainingPrograms<T>? programs = options.Replay ? new(plan, options.Notice) : null;
        _blocks = new BlockRunner<T>[count];
        for (int k = 0; k < count; k++)
        {
            _blocks[k] = new(plan, programs, _outer, k, state.MetaParameters.Count);
        }

        _errors = new ExceptionDispatchInfo?[count];
        _runBlock = RunBlock;
        _askBlock = AskBlock;
        _drawAhead = DrawAhead;
        int[] lengths = [.. state.MetaParameters.Select(static entry => checked((int)entry.Value.FlattenedLength))];
        _exchange = options.Communicator is { } ranks ? new(ranks, _blocks, _outer, lengths) : null;
        (_first, _own) = _exchange is null ? (0, count) : (_exchange.First, _exchange.End - _exchange.First);
        if (plan.Search is not null)
        {
            _questions = new(plan, options.Replay, options.Notice);
            _problem = new(_outer, _blocks, Ask, StopSearch, lengths, plan.MetaBatch);
        }

        _team = options.Threads > 1 && _own > 1 ? new ThreadTeam(Math.Min(options.Threads, _own)) : null;
    }

    /// <summary>The number of outer steps taken.</summary>
    public long Iteration { get; private set; }

    /// <summary>Gives the memory back and ends the threads.</summary>
    public void Dispose()
    {
        _team?.Dispose();
        _questions?.Dispose();
        foreach (BlockRunner<T> block in _blocks)
        {
            block.Dispose();
        }

        _outer.Dispose();
    }

    /// <summary>One iteration. Once each layout of tasks was met it allocates nothing.</summary>
    /// <exception cref="NonFiniteTrainingException">Something in it is not finite; the state is the one before it.</exception>
    /// <exception cref="RankFailedException">A block failed, on this rank or on another.</exception>
    public void Step() => Advance(CancellationToken.None);

    /// <summary>One iteration that is finished even where it is to be the last.</summary>
    /// <returns>Whether it is to be the last: on several ranks whether one of them was asked to stop when it began, so that all stop after
    /// the same one.</returns>
    internal bool Advance(CancellationToken cancellation)
    {
        bool stops = cancellation.IsCancellationRequested;
        OnBlocks(_runBlock);
        _drawnAhead = 0;
        _exchange?.Exchange(_errors, stops, _drawAhead);
        RethrowFirst();
        for (int k = 0; k < _blocks.Length; k++)
        {
            BlockRunner<T> block = _blocks[k];
            if (!(_exchange?.IsFinite(k) ?? block.IsFinite))
            {
                throw Stop(
                    block.FirstTask(Iteration), block.FindNonFinite(_outer.MetaToParameters(), Iteration),
                    block.FindNonFiniteData(Iteration));
            }
        }

        // A step may overflow though its direction is finite. What it led to must not pass for a good state at the next iteration.
        _norm = _outer.Compute(Iteration);
        if (!double.IsFinite(_norm) || !_outer.IsFinite)
        {
            throw Stop(_blocks[0].FirstTask(Iteration), _outer.FindNonFinite(Iteration));
        }

        if (_problem is null)
        {
            _outer.Take();
        }
        else
        {
            Search();
        }

        Iteration++;
        foreach (BlockRunner<T> block in _blocks)
        {
            foreach (T loss in block.Losses)
            {
                _lossSum += double.CreateChecked(loss);
            }

            _lossCount += block.Losses.Length;
            foreach ((string name, (double sum, long tasks)) in block.Measures)
            {
                (double before, long counted) = _measures.GetValueOrDefault(name);
                _measures[name] = (before + sum, counted + tasks);
            }
        }

        if (_exchange is not null && Iteration % _options.CompareRanksEvery == 0)
        {
            CompareRanks();
        }

        return _exchange?.IsStopped ?? cancellation.IsCancellationRequested;
    }

    /// <summary>Compares where the ranks stand; nothing where there are none.</summary>
    /// <exception cref="RankFailedException">A rank stands elsewhere than most of them.</exception>
    public void CompareRanks() => _options.Communicator?.RequireSame(
        _outer.Fingerprint(),
        FormattableString.Invariant($"other meta-parameters than the other ranks after iteration {Iteration}. All add the same ") +
            "directions in the same order, so its processor, memory or program differs from theirs. Use machines of one kind with one " +
            "build of the program, and go on from the last checkpoint.");

    /// <summary>The report since the last one.</summary>
    public TrainingProgress Progress()
    {
        TrainingProgress progress = new(
            Iteration,
            _plan.Iterations,
            _lossSum / _lossCount,
            _norm,
            [.. _measures.Where(static measure => measure.Value.Tasks > 0).Select(
                static measure => KeyValuePair.Create(measure.Key, measure.Value.Sum / measure.Value.Tasks))]);
        _lossSum = 0;
        _lossCount = 0;
        _measures.Clear();
        return progress;
    }

    /// <summary>The programs in use with the memory in which they run, block by block: to look at, between two steps. On several ranks
    /// the tasks of the next iteration may lie in it already.</summary>
    public IEnumerable<MetaWorkspace<T>> Workspaces => _blocks.SelectMany(static block => block.Workspaces);

    /// <summary>Where the training stands.</summary>
    public TrainingState<T> State() => new(Iteration, _outer.MetaToParameters(), _outer.StateToParameters());

    /// <summary>The norm of the mean direction of the last iteration over what the plan's rule descends, before clipping.</summary>
    public double GradientNorm => _norm;

    /// <summary>Writes a checkpoint where the options say; needs a path there. Of several ranks the first alone writes.</summary>
    public void Save()
    {
        if (_options.IsFirstRank)
        {
            TrainingCheckpoint<T>.Write(_options.CheckpointPath!, _plan.Description, State());
        }
    }

    private NonFiniteTrainingException StopSearch(int block, string what)
    {
        _outer.GoBack();
        return Stop(_blocks[block].FirstTask(Iteration), null, search: $"the outer search '{_plan.Search!.Description}' {what}");
    }

    private NonFiniteTrainingException Stop(long task, NonFinite? origin, string? data = null, string? search = null)
    {
        if (_options.CheckpointPath is not null)
        {
            Save();
        }

        return new(Iteration, task, origin, _options.CheckpointPath, data, search);
    }

    // The step that was computed is not taken: the search takes its own, from where it was computed.
    private void Search()
    {
        _problem!.Begin(Iteration);
        _plan.Search!.Take(_problem);
        if (!_outer.IsCarriedFinite)
        {
            throw StopSearch(0, "led to meta-parameters or a state of the optimizer that are not finite");
        }
    }

    private void Ask(OuterQuestion question)
    {
        _question = question;
        OnBlocks(_askBlock);
        _exchange?.Exchange(question, question == OuterQuestion.Curve ? _problem!.EveryBlock : 1, _errors);
        RethrowFirst();
    }

    private void OnBlocks(Action<int> work)
    {
        // What a step before this one threw was told by the exchange.
        Array.Clear(_errors);
        if (_team is null)
        {
            for (int place = 0; place < _own; place++)
            {
                work(place);
            }
        }
        else
        {
            _team.Run(_own, work);
        }
    }

    private void AskBlock(int place)
    {
        int block = _first + place;
        if (_question == OuterQuestion.Curve && block % _problem!.EveryBlock != 0)
        {
            return;
        }

        try
        {
            _blocks[block].Ask(_questions!, _question, _problem!);
        }
        catch (Exception exception)
        {
            _errors[block] = ExceptionDispatchInfo.Capture(exception);
        }
    }

    private void RunBlock(int place)
    {
        int block = _first + place;
        try
        {
            _blocks[block].Run(Iteration);
        }
        catch (Exception exception)
        {
            _errors[block] = ExceptionDispatchInfo.Capture(exception);
        }
    }

    // The tasks of the next iteration depend on their numbers alone, and each block's data lie where nothing of this iteration is read any
    // more. What there is no time for is drawn by the blocks themselves, on all threads.
    private bool DrawAhead()
    {
        if (_drawnAhead < _own && Iteration + 1 < _plan.Iterations)
        {
            _blocks[_first + _drawnAhead++].DrawAhead(Iteration + 1);
        }

        return _drawnAhead < _own && Iteration + 1 < _plan.Iterations;
    }

    // That of the first block, so that the number of threads does not show.
    private void RethrowFirst()
    {
        ExceptionDispatchInfo? first = null;
        for (int k = _errors.Length - 1; k >= 0; k--)
        {
            first = _errors[k] ?? first;
            _errors[k] = null;
        }

        first?.Throw();
    }
}
