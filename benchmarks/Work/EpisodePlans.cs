using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>Training on episodes shaped like Omniglot: 28 x 28 images, 5-way 1-shot with 15 queries a class unless said otherwise, inner
/// gradient descent of 0.4, the gradient of the mean query loss and one update by Adam, in float.</summary>
internal static class EpisodePlans
{
    private const int Ways = 5;
    private const int Shots = 1;
    private const int UsualQueries = 15;
    private const int Size = 28;

    /// <summary>A plan with tasks that were made beforehand.</summary>
    /// <param name="net">conv, strided or mlp.</param>
    /// <param name="exact">Whether the meta-gradient is exact; otherwise first order.</param>
    /// <param name="steps">The number of inner steps.</param>
    /// <param name="tasks">The number of tasks.</param>
    /// <param name="tasksPerBlock">How many tasks are computed together on the task axis.</param>
    /// <param name="queries">The number of query images a class.</param>
    /// <param name="products">In which order chains of matrix products are computed.</param>
    public static TrainingPlan<float> Kept(
        string net,
        bool exact,
        int steps,
        int tasks = 4,
        int tasksPerBlock = 1,
        int queries = UsualQueries,
        ProductOrder products = ProductOrder.AsRecorded)
        => Of(
            net, exact, steps, new KeptTasks(TaskBatch<float>.Of([.. Enumerable.Range(0, tasks).Select(index => Episode(index, queries))])),
            tasks, products)
            with
        { TasksPerBlock = tasksPerBlock };

    /// <summary>A plan as users have it: glyphs drawn anew for each iteration, blocks as by default.</summary>
    /// <param name="net">conv, strided or mlp.</param>
    /// <param name="exact">Whether the meta-gradient is exact; otherwise first order.</param>
    /// <param name="steps">The number of inner steps.</param>
    /// <param name="tasks">The number of tasks.</param>
    /// <param name="queries">The number of query images a class.</param>
    public static TrainingPlan<float> Drawn(string net, bool exact, int steps, int tasks = 4, int queries = UsualQueries)
        => Of(
            net, exact, steps, new ImageEpisodes<float>(Glyphs.Create(1, 100), Ways, Shots, queries), tasks,
            net == "mlp" ? ProductOrder.Cheapest : ProductOrder.AsRecorded);

    private static TrainingPlan<float> Of(
        string net, bool exact, int steps, ITaskDistribution<float> distribution, int tasks, ProductOrder products)
    {
        Module<float> model = net switch
        {
            "conv" => PaperNets.OmniglotPooled<float>(Ways),
            "strided" => PaperNets.OmniglotStrided<float>(Ways),
            "mlp" => PaperNets.OmniglotDense<float>(Ways),
            _ => throw new ArgumentException($"There is no net '{net}': conv, strided or mlp."),
        };
        NetAdaptation<float> adaptation = new(model, Loss.CrossEntropy, StepSizes<float>.Constant(0.4));
        return new()
        {
            Learner = exact ? new Maml<float>(adaptation, steps) : new FirstOrderMaml<float>(adaptation, steps),
            Tasks = distribution,
            Iterations = long.MaxValue,
            MetaBatch = tasks,
            Products = products,
        };
    }

    private static Parameters<float> Episode(int index, int queries)
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

            return (Tensors.Wrap(images, [Ways * copies, 1, Size, Size]), Tensors.Wrap(
                [.. Enumerable.Range(0, Ways * copies).Select(k => (float)(k / copies))], [Ways * copies]));
        }

        (Tensor<float> supportImages, Tensor<float> supportLabels) = Draw(Shots);
        (Tensor<float> queryImages, Tensor<float> queryLabels) = Draw(queries);
        return FewShotTask.Of(supportImages, supportLabels, queryImages, queryLabels);
    }
}
