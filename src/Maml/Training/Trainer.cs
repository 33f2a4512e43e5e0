using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>
/// Meta-training: for each iteration, a meta-batch of tasks, the mean of their directions, an outer step. The tasks are computed in blocks
/// on several threads and summed in task order, so the number of threads changes nothing but the time.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
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
        Parameters<T> parameters = _plan.Learner.InnerLoop.InitializeMetaParameters(_plan.Seed);
        return new(0, parameters, _plan.OuterOptimizer.InitialState(parameters));
    }

    /// <summary>The state in a checkpoint of the same plan.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <exception cref="WeightFileException">The file is damaged, or is no safetensors file.</exception>
    /// <exception cref="InvalidDataException">It is no checkpoint, one of another plan or of a format of before, its tensors are not those of the plan, or a
    /// number in it is not finite; the message says which, and names file and tensor.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public TrainingState<T> Resume(string path) => TrainingCheckpoint<T>.Read(path).For(path, _plan.Fingerprint, Start());

    /// <summary>Trains from a state to the end of the plan, or until it is stopped.</summary>
    /// <param name="state">Where to begin: from <see cref="Start"/> or <see cref="Resume"/>.</param>
    /// <param name="options">Threads, checkpoints and reports.</param>
    /// <param name="cancellation">Stops the training after the current iteration; the state so far is saved and returned.</param>
    /// <returns>The state at the end; short of the plan's iterations if it was stopped. Continued from there it ends in the same bits.</returns>
    /// <exception cref="NonFiniteTrainingException">A loss or direction is not finite; the last good state was saved.</exception>
    public TrainingState<T> Run(TrainingState<T> state, TrainingOptions? options = null, CancellationToken cancellation = default)
        => Run(state, options ?? new TrainingOptions(), null, cancellation);

    /// <summary>Trains from a state to the end of the plan, or until it is stopped, and lets the state be looked at on the way.</summary>
    /// <param name="state">Where to begin.</param>
    /// <param name="options">Threads, checkpoints and reports.</param>
    /// <param name="visit">Is given the state every <see cref="TrainingOptions.VisitEvery"/> iterations, on the training's own thread: to validate, for
    /// instance. A checkpoint of the same iteration is written afterwards, so what the visitor keeps is never behind the checkpoint.</param>
    /// <param name="cancellation">Stops the training after the current iteration.</param>
    /// <returns>The state at the end.</returns>
    /// <exception cref="NonFiniteTrainingException">A loss or direction is not finite; the last good state was saved.</exception>
    /// <exception cref="ArgumentException">The plan needs programs and the options are against them; or a set of a task is empty, has not
    /// as many targets as inputs, or a label that is no class of the net.</exception>
    /// <exception cref="InvalidOperationException">A task comes out otherwise in its block than alone, or a layer drops
    /// elements.</exception>
    public TrainingState<T> Run(TrainingState<T> state, TrainingOptions options, Action<TrainingState<T>>? visit, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.VisitEvery, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ReportEvery, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CheckpointEvery, 1);
        if (!options.Replay && _plan.Products != ProductOrder.AsRecorded)
        {
            throw new ArgumentException(
                "The plan has its products computed in the cheapest order, which only programs do, and TrainingOptions.Replay is false. Leave Replay true, or set " +
                "Products to ProductOrder.AsRecorded in the plan.",
                nameof(options));
        }

        BlockRunner<T>[] blocks = MakeBlocks(options.Replay);
        using Tape<T> outerTape = new();
        OuterProgram<T>? outerProgram = null;
        try
        {
            double lossSum = 0;
            long lossCount = 0;
            long saved = -1;
            while (state.Iteration < _plan.Iterations && !cancellation.IsCancellationRequested)
            {
                // An iteration that has begun is finished: whoever stops the training loses nothing.
                TrainingState<T> now = state;
                Blocks.Run(blocks.Length, options.Threads, block => blocks[block].Run(now.MetaParameters, now.Iteration), CancellationToken.None);
                RequireFinite(blocks, state, options.CheckpointPath);
                if (options.Replay)
                {
                    outerProgram ??= new OuterProgram<T>(_plan, state, blocks.Length);
                }

                (state, double norm) = ReplayedStep(outerProgram, blocks, state) ?? OuterStep(outerTape, blocks, state, options.CheckpointPath);
                foreach (BlockRunner<T> block in blocks)
                {
                    lossSum += block.Losses.Sum(double.CreateChecked);
                    lossCount += block.Losses.Length;
                }

                if (options.Report is not null && (state.Iteration % options.ReportEvery == 0 || state.Iteration == _plan.Iterations))
                {
                    options.Report(new(state.Iteration, _plan.Iterations, lossSum / lossCount, norm));
                    lossSum = 0;
                    lossCount = 0;
                }

                if (visit is not null && state.Iteration % options.VisitEvery == 0)
                {
                    visit(state);
                }

                if (options.CheckpointPath is not null && state.Iteration % options.CheckpointEvery == 0)
                {
                    TrainingCheckpoint<T>.Write(options.CheckpointPath, _plan.Fingerprint, state);
                    saved = state.Iteration;
                }
            }

            if (options.CheckpointPath is not null && saved != state.Iteration)
            {
                TrainingCheckpoint<T>.Write(options.CheckpointPath, _plan.Fingerprint, state);
            }

            return state;
        }
        finally
        {
            outerProgram?.Dispose();
            foreach (BlockRunner<T> block in blocks)
            {
                block.Dispose();
            }
        }
    }

    private BlockRunner<T>[] MakeBlocks(bool replay)
    {
        TaskAxisAgreement<T> agreement = new(_plan.Learner);
        BlockPrograms<T>? programs = replay ? new(_plan, agreement) : null;
        int size = _plan.BlockSize;
        var blocks = new BlockRunner<T>[(_plan.MetaBatch + size - 1) / size];
        for (int k = 0; k < blocks.Length; k++)
        {
            blocks[k] = new BlockRunner<T>(_plan, agreement, programs, k * size, Math.Min(size, _plan.MetaBatch - (k * size)));
        }

        return blocks;
    }

    private void RequireFinite(BlockRunner<T>[] blocks, TrainingState<T> state, string? checkpoint)
    {
        foreach (BlockRunner<T> block in blocks)
        {
            if (!block.IsFinite)
            {
                NonFinite? origin = block.FindNonFinite(state.MetaParameters, state.Iteration);
                throw Stop(state, block.FirstTask(state.Iteration), origin, checkpoint, block.FindNonFiniteData(state.Iteration));
            }
        }
    }

    private NonFiniteTrainingException Stop(TrainingState<T> state, long task, NonFinite? origin, string? checkpoint, string? data = null)
    {
        if (checkpoint is not null)
        {
            TrainingCheckpoint<T>.Write(checkpoint, _plan.Fingerprint, state);
        }

        return new(state.Iteration, task, origin, checkpoint, data);
    }

    // Null where there is no program, and where a result is not finite: recording the step then finds out where that arose.
    private static (TrainingState<T> State, double Norm)? ReplayedStep(OuterProgram<T>? program, BlockRunner<T>[] blocks, TrainingState<T> state)
    {
        if (program is null)
        {
            return null;
        }

        (TrainingState<T> next, double norm) = program.Run(state, blocks);
        return double.IsFinite(norm) && IsFinite(next) ? (next, norm) : null;
    }

    private static bool IsFinite(TrainingState<T> state) => state.MetaParameters.FirstNonFinite() is null && state.OptimizerState.FirstNonFinite() is null;

    private (TrainingState<T> State, double Norm) OuterStep(
        Tape<T> tape, BlockRunner<T>[] blocks, TrainingState<T> state, string? checkpoint)
    {
        tape.Clear();
        Variables<T> parameters = state.MetaParameters.On(tape);
        var mean = new Variable<T>[parameters.Count];
        T share = T.One / T.CreateChecked(_plan.MetaBatch);
        for (int k = 0; k < mean.Length; k++)
        {
            // In the order of the blocks, and so of the tasks.
            T[] sum = blocks[0].Gradient[k];
            for (int block = 1; block < blocks.Length; block++)
            {
                TensorPrimitives.Add(sum, blocks[block].Gradient[k], sum);
            }

            TensorPrimitives.Multiply(sum, share, sum);
            mean[k] = tape.Input(sum, parameters.Values[k].Shape);
        }

        Variables<T> direction = parameters.WithValues(mean);
        double norm = double.CreateChecked(direction.Norm().Scalar);
        if (!double.IsFinite(norm))
        {
            throw Stop(state, blocks[0].FirstTask(state.Iteration), tape.FindNonFinite(), checkpoint);
        }

        if (_plan.ClipNorm is { } bound)
        {
            direction = Clipping.ByGlobalNorm(direction, T.CreateChecked(bound));
        }

        Variable<T> stepSize = tape.Input(_plan.OuterStepSizeAt(state.Iteration));
        (Variables<T> updated, OptimizerState<T> optimizerState) = _plan.OuterOptimizer.Step(
            parameters, direction, _plan.OuterOptimizer.Restore(state.OptimizerState, tape), stepSize);
        TrainingState<T> next = new(state.Iteration + 1, updated.ToParameters(), optimizerState.ToParameters());

        // A step may overflow though its direction is finite. What it led to must not pass for a good state at the next iteration.
        return IsFinite(next)
            ? (next, norm)
            : throw Stop(state, blocks[0].FirstTask(state.Iteration), tape.FindNonFinite(), checkpoint);
    }
}
