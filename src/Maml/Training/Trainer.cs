using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>
/// Meta-training: for each iteration, a meta-batch of tasks, the mean of their directions, an outer step. The tasks are computed in blocks
/// on several threads and summed in task order, so the number of threads changes nothing but the time.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Once each layout of tasks was met, an iteration allocates nothing.</remarks>
/// <example>
/// <code>
/// var trainer = new Trainer&lt;float&gt;(plan);
/// TrainingState&lt;float&gt; end = trainer.Run(trainer.Start(), new TrainingOptions { Report = p => Console.WriteLine(p) });
/// </code>
/// </example>
public sealed class Trainer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingPlan<T> _plan;

    /// <summary>Makes a trainer for a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <exception cref="ArgumentException">A number in it makes no sense.</exception>
    public Trainer(TrainingPlan<T> plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Validate();
        _plan = plan;
    }

    /// <summary>The state before the first iteration, from the plan's seed.</summary>
    public TrainingState<T> Start()
    {
        Parameters<T> parameters = _plan.Learner.Initialize(_plan.Seed);
        return new(0, parameters, _plan.OuterRules.InitialState(parameters));
    }

    /// <summary>The state in a checkpoint of the same plan.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <exception cref="WeightFileException">The file is damaged, or is no safetensors file.</exception>
    /// <exception cref="InvalidDataException">It is no checkpoint, one of another plan or of a format of before, its tensors are not those
    /// of the plan, or a number in it is not finite; the message says which, and names file and tensor.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public TrainingState<T> Resume(string path) => TrainingCheckpoint<T>.Read(path).For(path, _plan.Description, Start());

    /// <summary>Begins a training that is taken step by step.</summary>
    /// <param name="state">Where to begin: from <see cref="Start"/> or <see cref="Resume"/>.</param>
    /// <param name="options">Threads, replay and where checkpoints go.</param>
    /// <exception cref="ArgumentException">The plan needs programs and the options are against them, or the state's meta-parameters are not
    /// those of the plan's learner.</exception>
    public Training<T> Begin(TrainingState<T> state, TrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CompareRanksEvery, 1);
        if (!options.Replay && _plan.Products != ProductOrder.AsRecorded)
        {
            throw new ArgumentException(
                "The plan has its products computed in the cheapest order, which only programs do, and TrainingOptions.Replay is false. " +
                    "Leave Replay true, or set Products to ProductOrder.AsRecorded in the plan.",
                nameof(options));
        }

        return new(_plan, Shared(state with { MetaParameters = _plan.Learner.Load(state.MetaParameters) }, options), options);
    }

    /// <summary>Trains from a state to the end of the plan, or until it is stopped.</summary>
    /// <param name="state">Where to begin: from <see cref="Start"/> or <see cref="Resume"/>.</param>
    /// <param name="options">Threads, checkpoints and reports.</param>
    /// <param name="cancellation">Stops the training after the current iteration; the state so far is saved and returned.</param>
    /// <returns>The state at the end; short of the plan's iterations if it was stopped. Continued from there it ends in the same
    /// bits.</returns>
    /// <exception cref="NonFiniteTrainingException">A loss or direction is not finite; the last good state was saved.</exception>
    public TrainingState<T> Run(TrainingState<T> state, TrainingOptions? options = null, CancellationToken cancellation = default)
        => Run(state, options ?? new TrainingOptions(), null, cancellation);

    /// <summary>Trains from a state to the end of the plan, or until it is stopped, and lets the state be looked at on the way.</summary>
    /// <param name="state">Where to begin.</param>
    /// <param name="options">Threads, checkpoints and reports.</param>
    /// <param name="visit">Is given the state every <see cref="TrainingOptions.VisitEvery"/> iterations, on the training's own thread: to
    /// validate, for instance. A checkpoint of the same iteration is written afterwards, so what the visitor keeps is never behind the
    /// checkpoint.</param>
    /// <param name="cancellation">Stops the training after the current iteration.</param>
    /// <returns>The state at the end.</returns>
    /// <exception cref="NonFiniteTrainingException">A loss or direction is not finite; the last good state was saved.</exception>
    /// <exception cref="ArgumentException">The plan needs programs and the options are against them.</exception>
    public TrainingState<T> Run(
        TrainingState<T> state, TrainingOptions options, Action<TrainingState<T>>? visit, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.VisitEvery, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ReportEvery, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CheckpointEvery, 1);

        // Ranks stop after an iteration in which they have told each other.
        if (options.Communicator is null && (state.Iteration >= _plan.Iterations || cancellation.IsCancellationRequested))
        {
            if (options.CheckpointPath is { } path)
            {
                TrainingCheckpoint<T>.Write(path, _plan.Description, state);
            }

            return state;
        }

        using Training<T> run = Begin(state, options);
        long saved = -1;
        bool stopped = false;
        while (run.Iteration < _plan.Iterations && !stopped)
        {
            // An iteration that has begun is finished: whoever stops the training loses nothing.
            stopped = run.Advance(cancellation);
            if (options.Report is not null && options.IsFirstRank
                && (run.Iteration % options.ReportEvery == 0 || run.Iteration == _plan.Iterations))
            {
                options.Report(run.Progress());
            }

            if (visit is not null && run.Iteration % options.VisitEvery == 0)
            {
                visit(run.State());
            }

            if (options.CheckpointPath is not null && run.Iteration % options.CheckpointEvery == 0)
            {
                run.Save();
                saved = run.Iteration;
            }

            // A report or a visitor may have asked for it.
            stopped |= options.Communicator is null && cancellation.IsCancellationRequested;
        }

        run.CompareRanks();
        if (options.CheckpointPath is not null && saved != run.Iteration)
        {
            run.Save();
        }

        return run.State();
    }

    // Ranks on other machines need not have the checkpoint.
    private TrainingState<T> Shared(TrainingState<T> state, TrainingOptions options)
    {
        if (options.Communicator is not { } ranks)
        {
            return state;
        }

        string[] plans = ranks.Texts(_plan.ToString());
        int other = Array.FindIndex(plans, plan => plan != plans[0]);
        if (other >= 0)
        {
            throw new RankFailedException(
                other,
                $"Rank {other} has another plan than rank 0.\n  It has: {plans[other]}\n  Rank 0: {plans[0]}\nStart all ranks with the " +
                    "same program, settings and data.");
        }

        return new(
            (long)ranks.Numbers((ulong)state.Iteration)[0], ranks.FromFirst(state.MetaParameters), ranks.FromFirst(state.OptimizerState));
    }
}
