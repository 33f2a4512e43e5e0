using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>The outer step as a program: the directions of the blocks are added in their order and divided by the number of tasks, clipped if the
/// plan says so, and given to the outer optimizer. Recorded at the first step and then replayed; the same bits as recording each step anew.</summary>
internal sealed class OuterProgram<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingPlan<T> _plan;
    private readonly Workspace<T> _workspace;
    private readonly string[] _stateNames;
    private readonly string[] _nextStateNames;
    private readonly int _blocks;

    /// <summary>Records the step.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="state">A state of it.</param>
    /// <param name="blocks">The number of blocks.</param>
    /// <exception cref="InvalidOperationException">The optimizer can't be replayed.</exception>
    public OuterProgram(TrainingPlan<T> plan, TrainingState<T> state, int blocks)
    {
        _plan = plan;
        _blocks = blocks;
        using Tape<T> tape = new();
        Variables<T> parameters = state.MetaParameters.On(tape);
        Variables<T>[] directions = [.. Enumerable.Range(0, blocks).Select(_ => state.MetaParameters.On(tape))];
        OptimizerState<T> optimizerState = plan.OuterOptimizer.Restore(state.OptimizerState, tape);
        Variable<T> stepSize = tape.Input(T.One);
        Variables<T> direction = (T.One / T.CreateChecked(plan.MetaBatch)) * directions.Aggregate(static (sum, next) => sum + next);
        Variable<T> norm = direction.Norm();
        Variables<T> clipped = plan.ClipNorm is { } bound ? Clipping.ByGlobalNorm(direction, T.CreateChecked(bound)) : direction;
        (Variables<T> updated, OptimizerState<T> next) = plan.OuterOptimizer.Step(parameters, clipped, optimizerState, stepSize);

        // By name, since a state that was read from a file may have another order.
        _stateNames = [.. optimizerState.ToParameters().Names];
        _nextStateNames = [.. next.ToParameters().Names];
        try
        {
            Program<T> program = tape.Compile(
                [.. parameters.Values, .. directions.SelectMany(static part => part.Values.ToArray()), .. optimizerState.Values, stepSize],
                [norm, .. updated.Values, .. next.Values]);
            _workspace = program.CreateWorkspace();
        }
        catch (ArgumentException exception)
        {
            throw new InvalidOperationException(
                $"The outer optimizer '{plan.OuterOptimizer.Name}' can't be replayed: {exception.Message} Or train with TrainingOptions.Replay = false, which " +
                "records each step anew.",
                exception);
        }
    }

    public void Dispose() => _workspace.Dispose();

    /// <summary>One step.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="blocks">The blocks, with their directions.</param>
    /// <returns>The state after, and the norm of the mean direction; neither was looked at for NaN or infinity.</returns>
    public (TrainingState<T> Next, double Norm) Run(TrainingState<T> state, ReadOnlySpan<BlockRunner<T>> blocks)
    {
        int count = state.MetaParameters.Count;
        for (int k = 0; k < count; k++)
        {
            Tensors.CopyTo(state.MetaParameters[k].Value, _workspace.Input(k));
            for (int block = 0; block < blocks.Length; block++)
            {
                blocks[block].Gradient[k].CopyTo(_workspace.Input((count * (1 + block)) + k));
            }
        }

        int stateStart = count * (1 + _blocks);
        for (int k = 0; k < _stateNames.Length; k++)
        {
            Tensors.CopyTo(state.OptimizerState[_stateNames[k]], _workspace.Input(stateStart + k));
        }

        _workspace.Input(stateStart + _stateNames.Length)[0] = _plan.OuterStepSizeAt(state.Iteration);
        _workspace.Run();
        TrainingState<T> next = new(state.Iteration + 1, Outputs(state.MetaParameters.Names, 1), Outputs(_nextStateNames, 1 + count));
        return (next, double.CreateChecked(_workspace.Output(0)[0]));
    }

    private Parameters<T> Outputs(IEnumerable<string> names, int first)
        => new(names.Select((name, k) => KeyValuePair.Create(
            name, Tensors.Create(_workspace.Output(first + k), _workspace.Program.OutputShape(first + k)))));
}
