using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>
/// One outer step of the sinusoid experiment: net 1-40-40-1 with ReLU, 25 tasks of 10 support and 10 query points, inner gradient descent of
/// 0.01, one meta-gradient and one update by Adam, in float. Tasks stacked on the task axis or one after the other; replayed as programs or
/// recorded anew.
/// </summary>
public sealed class SinusoidWork : IReplayedWork<float>, IDisposable
{
    private const int Tasks = 25;
    private const int Points = 10;
    private const float OuterStepSize = 1e-3f;

    private readonly MetaLearner<float> _learner;
    private readonly bool _onTaskAxis;
    private readonly FewShotTask<float>[] _tasks;
    private readonly Optimizer<float> _adam = new Adam<float>();
    private readonly Tape<float> _tape = new();
    private readonly Workspace<float>? _metaGradient;
    private readonly Workspace<float>? _update;
    private Parameters<float> _parameters;
    private Parameters<float> _state;

    /// <summary>Prepares the work.</summary>
    /// <param name="learner">maml, fomaml or reptile.</param>
    /// <param name="steps">The number of inner steps.</param>
    /// <param name="onTaskAxis">Whether the tasks are stacked; otherwise they come one after the other.</param>
    /// <param name="replayed">Whether both parts run as programs.</param>
    /// <param name="width">The width of the two hidden layers.</param>
    public SinusoidWork(string learner, int steps, bool onTaskAxis, bool replayed, int width = 40)
    {
        Sequential<float> net = new(
            new Linear<float>(1, width), Activations.Relu<float>(), new Linear<float>(width, width), Activations.Relu<float>(), new Linear<float>(width, 1));
        InnerLoop<float> loop = new(net, Loss.MeanSquaredError, InnerStepSize<float>.Constant(0.01));
        _learner = learner switch
        {
            "exact" => new Maml<float>(loop, steps),
            "fomaml" => new Maml<float>(loop, steps, InnerGradient.FirstOrder),
            "reptile" => new Reptile<float>(loop, steps),
            _ => throw new ArgumentException($"There is no learner '{learner}': exact, fomaml or reptile."),
        };
        _onTaskAxis = onTaskAxis;
        SinusoidTasks<float> tasks = new(Points, Points);
        _tasks = [.. Enumerable.Range(0, Tasks).Select(k => tasks.Sample(1, k))];
        _parameters = loop.InitializeMetaParameters(1);
        _state = _adam.InitialState(_parameters);
        if (replayed)
        {
            _metaGradient = RecordMetaGradient().CreateWorkspace();
            _update = RecordUpdate().CreateWorkspace();
            WriteData(_metaGradient, 0);
            CopyState(_update);
        }
    }

    /// <inheritdoc/>
    public Workspace<float>? Replayed => _metaGradient;

    /// <inheritdoc/>
    public void Dispose()
    {
        _tape.Dispose();
        _metaGradient?.Dispose();
        _update?.Dispose();
    }

    /// <summary>One outer step.</summary>
    public void Step()
    {
        if (_metaGradient is not null && _update is not null)
        {
            Replay(_metaGradient, _update);
        }
        else
        {
            Record();
        }
    }

    private void Replay(Workspace<float> metaGradient, Workspace<float> update)
    {
        int count = _parameters.Count;
        for (int k = 0; k < count; k++)
        {
            update.Input(k).CopyTo(metaGradient.Input(k));
        }

        for (int task = 0; task < (_onTaskAxis ? 1 : Tasks); task++)
        {
            if (!_onTaskAxis)
            {
                WriteData(metaGradient, task);
            }

            metaGradient.Run();
            for (int k = 0; k < count; k++)
            {
                Span<float> sum = update.Input(count + k);
                ReadOnlySpan<float> part = metaGradient.Output(1 + k);
                if (task == 0)
                {
                    part.CopyTo(sum);
                }
                else
                {
                    System.Numerics.Tensors.TensorPrimitives.Add(sum, part, sum);
                }
            }
        }

        update.Run();
        for (int k = 0; k < count; k++)
        {
            update.Output(k).CopyTo(update.Input(k));
        }

        for (int k = 0; k < _state.Count; k++)
        {
            update.Output(count + k).CopyTo(update.Input((2 * count) + k));
        }
    }

    private void Record()
    {
        Parameters<float>? sum = null;
        for (int task = 0; task < (_onTaskAxis ? 1 : Tasks); task++)
        {
            _tape.Clear();
            Parameters<float> part = _learner.Compute(_parameters.On(_tape), Data(task)).Gradient.ToParameters();
            sum = sum is null ? part : sum + part;
        }

        _tape.Clear();
        Variables<float> direction = (1f / Tasks) * sum!.On(_tape);
        (Variables<float> updated, OptimizerState<float> state) = _adam.Step(_parameters.On(_tape), direction, _adam.Restore(_state, _tape), OuterStepSize);
        _parameters = updated.ToParameters();
        _state = state.ToParameters();
    }

    private TaskData<float> Data(int task) => _onTaskAxis ? TaskData<float>.Stack(_tape, _tasks) : TaskData<float>.Single(_tape, _tasks[task]);

    private Program<float> RecordMetaGradient()
    {
        _tape.Clear();
        Variables<float> parameters = _parameters.On(_tape);
        TaskData<float> data = Data(0);
        MetaResult<float> result = _learner.Compute(parameters, data, DerivativeUse.Differentiable);
        return _tape.Compile(
            [.. parameters.Values, data.SupportInputs, data.SupportTargets, data.QueryInputs, data.QueryTargets],
            [result.Losses, .. result.Gradient.Values]);
    }

    private Program<float> RecordUpdate()
    {
        _tape.Clear();
        Variables<float> parameters = _parameters.On(_tape);
        Variables<float> sum = _parameters.ZerosLike().On(_tape);
        OptimizerState<float> state = _adam.Restore(_state, _tape);
        (Variables<float> updated, OptimizerState<float> next) = _adam.Step(parameters, (1f / Tasks) * sum, state, OuterStepSize);
        return _tape.Compile([.. parameters.Values, .. sum.Values, .. Flatten(state)], [.. updated.Values, .. Flatten(next)]);
    }

    private static IEnumerable<Variable<float>> Flatten(OptimizerState<float> state)
        => state.Moments.SelectMany(moment => moment.Select(entry => entry.Value)).Concat(state.Numbers);

    private void WriteData(Workspace<float> workspace, int task)
    {
        FewShotTask<float>[] tasks = _onTaskAxis ? _tasks : [_tasks[task]];
        int first = _parameters.Count;
        for (int k = 0; k < tasks.Length; k++)
        {
            Tensors.CopyTo(tasks[k].SupportInputs, workspace.Input(first)[(k * Points)..]);
            Tensors.CopyTo(tasks[k].SupportTargets, workspace.Input(first + 1)[(k * Points)..]);
            Tensors.CopyTo(tasks[k].QueryInputs, workspace.Input(first + 2)[(k * Points)..]);
            Tensors.CopyTo(tasks[k].QueryTargets, workspace.Input(first + 3)[(k * Points)..]);
        }
    }

    private void CopyState(Workspace<float> update)
    {
        for (int k = 0; k < _parameters.Count; k++)
        {
            Tensors.CopyTo(_parameters[k].Value, update.Input(k));
        }

        for (int k = 0; k < _state.Count; k++)
        {
            Tensors.CopyTo(_state[k].Value, update.Input((2 * _parameters.Count) + k));
        }
    }
}
