using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>
/// One outer step on episodes shaped like Omniglot: 28 x 28 images, 5-way 1-shot with 15 queries a class unless said otherwise, inner gradient descent of 0.4, the
/// gradient of the mean query loss and one update by Adam, in float. Replayed as programs; tasks in blocks, the blocks on one or more threads.
/// </summary>
public sealed class EpisodeWork : IReplayedWork, IDisposable
{
    private const int Ways = 5;
    private const int Shots = 1;
    private const int UsualQueries = 15;
    private const int Size = 28;
    private const float OuterStepSize = 1e-3f;

    private readonly FewShotTask<float>[] _tasks;
    private readonly int _tasksPerBlock;
    private readonly Workspace<float>[] _metaGradients;
    private readonly Workspace<float> _update;
    private readonly float[][][] _gradients;
    private readonly float[] _losses;
    private readonly ParallelOptions _threads;
    private readonly Optimizer<float> _adam = new Adam<float>();
    private readonly int _parameters;
    private readonly int _moments;

    /// <summary>Prepares the work.</summary>
    /// <param name="net">conv, strided or mlp.</param>
    /// <param name="exact">Whether the meta-gradient is exact; otherwise first order.</param>
    /// <param name="steps">The number of inner steps.</param>
    /// <param name="tasks">The number of tasks.</param>
    /// <param name="tasksPerBlock">How many tasks are computed together on the task axis; their number divides by it.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="queries">The number of query images a class.</param>
    public EpisodeWork(string net, bool exact, int steps, int tasks = 4, int tasksPerBlock = 1, int threads = 1, int queries = UsualQueries)
    {
        Module<float> model = net switch
        {
            "conv" => PaperNets.OmniglotPooled<float>(Ways),
            "strided" => PaperNets.OmniglotStrided<float>(Ways),
            "mlp" => PaperNets.OmniglotDense<float>(Ways),
            _ => throw new ArgumentException($"There is no net '{net}': conv, strided or mlp."),
        };
        InnerLoop<float> loop = new(model, Loss.CrossEntropy, InnerStepSize<float>.Constant(0.4));
        Maml<float> learner = new(loop, steps, exact ? InnerGradient.Exact : InnerGradient.FirstOrder);
        _tasks = [.. Enumerable.Range(0, tasks).Select(index => Episode(index, queries))];
        _tasksPerBlock = tasksPerBlock;
        _threads = new() { MaxDegreeOfParallelism = threads };
        Parameters<float> parameters = loop.InitializeMetaParameters(1);
        Parameters<float> state = _adam.InitialState(parameters);
        _parameters = parameters.Count;
        _moments = state.Count;
        _losses = new float[tasks];
        _gradients = [.. Enumerable.Range(0, tasks / tasksPerBlock).Select(_ => parameters.Select(entry => new float[entry.Value.FlattenedLength]).ToArray())];
        Program<float> program = RecordMetaGradient(learner, parameters);
        _metaGradients = [.. Enumerable.Range(0, threads).Select(_ => program.CreateWorkspace())];
        _update = RecordUpdate(parameters, state).CreateWorkspace();
        for (int k = 0; k < _parameters; k++)
        {
            Tensors.CopyTo(parameters[k].Value, _update.Input(k));
        }

        for (int k = 0; k < _moments; k++)
        {
            Tensors.CopyTo(state[k].Value, _update.Input((2 * _parameters) + k));
        }
    }

    /// <summary>The mean query loss of the last step.</summary>
    public float MeanLoss => TensorPrimitives.Sum<float>(_losses) / _losses.Length;

    /// <inheritdoc/>
    public Workspace<float>? Replayed => _metaGradients[0];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Workspace<float> workspace in _metaGradients)
        {
            workspace.Dispose();
        }

        _update.Dispose();
    }

    /// <summary>One outer step.</summary>
    public void Step()
    {
        if (_metaGradients.Length == 1)
        {
            RunBlocks(0);
        }
        else
        {
            Parallel.For(0, _metaGradients.Length, _threads, RunBlocks);
        }

        for (int k = 0; k < _parameters; k++)
        {
            // In the order of the tasks, whatever thread had them.
            Span<float> sum = _update.Input(_parameters + k);
            _gradients[0][k].CopyTo(sum);
            for (int block = 1; block < _gradients.Length; block++)
            {
                TensorPrimitives.Add(sum, _gradients[block][k], sum);
            }
        }

        _update.Run();
        for (int k = 0; k < _parameters; k++)
        {
            _update.Output(k).CopyTo(_update.Input(k));
        }

        for (int k = 0; k < _moments; k++)
        {
            _update.Output(_parameters + k).CopyTo(_update.Input((2 * _parameters) + k));
        }
    }

    /// <summary>The blocks of one thread: every so-manieth from its own number on.</summary>
    private void RunBlocks(int thread)
    {
        Workspace<float> workspace = _metaGradients[thread];
        for (int k = 0; k < _parameters; k++)
        {
            _update.Input(k).CopyTo(workspace.Input(k));
        }

        for (int block = thread; block < _gradients.Length; block += _metaGradients.Length)
        {
            WriteData(workspace, block);
            workspace.Run();
            workspace.Output(0).CopyTo(_losses.AsSpan(block * _tasksPerBlock));
            for (int k = 0; k < _parameters; k++)
            {
                workspace.Output(1 + k).CopyTo(_gradients[block][k]);
            }
        }
    }

    private void WriteData(Workspace<float> workspace, int block)
    {
        for (int k = 0; k < _tasksPerBlock; k++)
        {
            FewShotTask<float> task = _tasks[(block * _tasksPerBlock) + k];
            Write(task.SupportInputs, workspace.Input(_parameters), k);
            Write(task.SupportTargets, workspace.Input(_parameters + 1), k);
            Write(task.QueryInputs, workspace.Input(_parameters + 2), k);
            Write(task.QueryTargets, workspace.Input(_parameters + 3), k);
        }
    }

    private static void Write(Tensor<float> part, Span<float> all, int place)
    {
        int length = (int)part.FlattenedLength;
        Tensors.CopyTo(part, all.Slice(place * length, length));
    }

    private Program<float> RecordMetaGradient(Maml<float> learner, Parameters<float> initial)
    {
        using Tape<float> tape = new();
        Variables<float> parameters = initial.On(tape);
        TaskData<float> data = _tasksPerBlock > 1 ? TaskData<float>.Stack(tape, _tasks.AsSpan(0, _tasksPerBlock)) : TaskData<float>.Single(tape, _tasks[0]);
        MetaResult<float> result = learner.Compute(parameters, data, DerivativeUse.Differentiable);
        return tape.Compile(
            [.. parameters.Values, data.SupportInputs, data.SupportTargets, data.QueryInputs, data.QueryTargets],
            [result.Losses, .. result.Gradient.Values]);
    }

    private Program<float> RecordUpdate(Parameters<float> initial, Parameters<float> initialState)
    {
        using Tape<float> tape = new();
        Variables<float> parameters = initial.On(tape);
        Variables<float> sum = initial.ZerosLike().On(tape);
        OptimizerState<float> state = _adam.Restore(initialState, tape);
        (Variables<float> updated, OptimizerState<float> next) = _adam.Step(parameters, (1f / _tasks.Length) * sum, state, OuterStepSize);
        return tape.Compile([.. parameters.Values, .. sum.Values, .. InOrder(state)], [.. updated.Values, .. InOrder(next)]);
    }

    private static IEnumerable<Variable<float>> InOrder(OptimizerState<float> state)
        => state.Moments.SelectMany(moment => moment.Select(entry => entry.Value)).Concat(state.Numbers);

    /// <summary>Noisy copies of one sparse image a class.</summary>
    private static FewShotTask<float> Episode(int index, int queries)
    {
        RandomStream random = new(1, "episode", index);
        var prototypes = new float[Ways * Size * Size];
        foreach (ref float value in prototypes.AsSpan())
        {
            value = random.NextDouble() < 0.15 ? 1 : 0;
        }

        (Tensor<float> Images, Tensor<float> Labels) Draw(int copies)
        {
            var images = new float[Ways * copies * Size * Size];
            for (int k = 0; k < images.Length; k++)
            {
                int image = k / (Size * Size);
                images[k] = prototypes[(image / copies * Size * Size) + (k % (Size * Size))] + (0.1f * (float)random.NextNormal());
            }

            return (Tensors.Wrap(images, [Ways * copies, 1, Size, Size]), Tensors.Wrap([.. Enumerable.Range(0, Ways * copies).Select(k => (float)(k / copies))], [Ways * copies]));
        }

        (Tensor<float> supportImages, Tensor<float> supportLabels) = Draw(Shots);
        (Tensor<float> queryImages, Tensor<float> queryLabels) = Draw(queries);
        return new(supportImages, supportLabels, queryImages, queryLabels);
    }
}
