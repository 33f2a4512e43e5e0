using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>
/// One outer step on episodes shaped like Omniglot: 28 x 28 images, 5-way 1-shot with 15 queries a class unless said otherwise, inner gradient descent of 0.4, the
/// gradient of the mean query loss and one update by Adam, in float. Replayed as programs; tasks in blocks, the blocks on one or more threads.
/// </summary>
public sealed class EpisodeWork : IReplayedWork<float>, IDisposable
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
    private readonly float[] _losses;
    private readonly ParallelOptions _threads;
    private readonly Optimizer<float> _adam = new Adam<float>();
    private readonly int _blocks;
    private readonly int _parameters;

    /// <summary>Prepares the work.</summary>
    /// <param name="net">conv, strided or mlp.</param>
    /// <param name="exact">Whether the meta-gradient is exact; otherwise first order.</param>
    /// <param name="steps">The number of inner steps.</param>
    /// <param name="tasks">The number of tasks.</param>
    /// <param name="tasksPerBlock">How many tasks are computed together on the task axis; their number divides by it.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="queries">The number of query images a class.</param>
    /// <param name="products">In which order chains of matrix products are computed.</param>
    public EpisodeWork(
        string net,
        bool exact,
        int steps,
        int tasks = 4,
        int tasksPerBlock = 1,
        int threads = 1,
        int queries = UsualQueries,
        ProductOrder products = ProductOrder.AsRecorded)
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
        _losses = new float[tasks];
        _blocks = tasks / tasksPerBlock;
        Program<float> program = RecordMetaGradient(learner, parameters, products);
        _metaGradients = [.. Enumerable.Range(0, threads).Select(_ => program.CreateWorkspace())];
        _update = RecordUpdate(parameters, state).CreateWorkspace();
        Parameters<float>[] carried = [parameters, state];
        int[] first = [0, (1 + _blocks) * _parameters];
        int output = 0;
        for (int part = 0; part < carried.Length; part++)
        {
            for (int k = 0; k < carried[part].Count; k++)
            {
                Tensors.CopyTo(carried[part][k].Value, _update.Input(first[part] + k));

                // What the update brings forward stays where it is, and is read there by all.
                _update.PlaceOutput(output++, _update, first[part] + k);
            }
        }

        foreach (Workspace<float> workspace in _metaGradients)
        {
            for (int k = 0; k < _parameters; k++)
            {
                workspace.PlaceInput(k, _update, k);
            }
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

        _update.Run();
    }

    /// <summary>The blocks of one thread: every so-manieth from its own number on.</summary>
    private void RunBlocks(int thread)
    {
        Workspace<float> workspace = _metaGradients[thread];
        for (int block = thread; block < _blocks; block += _metaGradients.Length)
        {
            WriteData(workspace, block);
            for (int k = 0; k < _parameters; k++)
            {
                workspace.PlaceOutput(1 + k, _update, ((1 + block) * _parameters) + k);
            }

            workspace.Run();
            workspace.Output(0).CopyTo(_losses.AsSpan(block * _tasksPerBlock));
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

    private Program<float> RecordMetaGradient(Maml<float> learner, Parameters<float> initial, ProductOrder products)
    {
        using Tape<float> tape = new();
        Variables<float> parameters = initial.On(tape);
        TaskData<float> data = _tasksPerBlock > 1 ? TaskData<float>.Stack(tape, _tasks.AsSpan(0, _tasksPerBlock)) : TaskData<float>.Single(tape, _tasks[0]);
        MetaResult<float> result = learner.Compute(parameters, data, DerivativeUse.Differentiable);
        return tape.Compile(
            [.. parameters.Values, data.SupportInputs, data.SupportTargets, data.QueryInputs, data.QueryTargets],
            [result.Losses, .. result.Gradient.Values],
            products);
    }

    private Program<float> RecordUpdate(Parameters<float> initial, Parameters<float> initialState)
    {
        using Tape<float> tape = new();
        Variables<float> parameters = initial.On(tape);
        Variables<float>[] blocks = [.. Enumerable.Range(0, _blocks).Select(_ => initial.ZerosLike().On(tape))];

        // In the order of the tasks, whatever thread had them.
        Variables<float> sum = blocks.Aggregate(static (all, next) => all + next);
        OptimizerState<float> state = _adam.Restore(initialState, tape);
        (Variables<float> updated, OptimizerState<float> next) = _adam.Step(parameters, (1f / _tasks.Length) * sum, state, OuterStepSize);
        return tape.Compile([.. parameters.Values, .. blocks.SelectMany(static block => block.Values.ToArray()), .. InOrder(state)], [.. updated.Values, .. InOrder(next)]);
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
