using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Tells the class of a new image from a few images of each class: a learner that has adapted to them.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <para>The images of the classes are the support set of one task: inputs [images, channels, height, width] from 0 to 1, targets [images]
/// class numbers. They come in rounds, the first image of each class, then the second of each that has one, and so on, so that inner
/// batches hold the classes evenly. Classes may have different numbers of images; each image counts the same in the loss, so a class of
/// more images counts more.</para>
/// <para>An image is predicted by itself: layers that normalize by the batch go by the support set, as in the non-transductive accuracy of
/// <see cref="ClassificationEvaluator{T}"/>, so neither its neighbours nor their order play a part. Several images together are normalized
/// by their own mean and variance only where that is asked for.</para>
/// <para>Cost: one adaptation when it is made; then for each call a pass of the support set, and one of the image. Memory: the support set,
/// the adapted parameters, and one pass's arrays for as long as a call takes. A classifier is never changed, so any number of threads may
/// use it.</para>
/// </remarks>
/// <example>
/// <code>
/// Parameters&lt;float&gt; meta = TrainingCheckpoint&lt;float&gt;.Read("maml.safetensors").MetaParameters;
/// var classifier = ImageClassifier&lt;float&gt;.Load(learner, meta, "letters", ImageLayout.Ink28);
/// ImagePrediction prediction = classifier.Predict("new.png");
/// Console.WriteLine($"{prediction.Class}, {prediction.Probability:P0}");
/// </code>
/// </example>
public sealed class ImageClassifier<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly string[] _classes;

    /// <summary>Adapts to the classes of a set.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="meta">Its meta-parameters, in any order.</param>
    /// <param name="examples">The classes, with all of their images.</param>
    /// <param name="layout">The form into which new images are brought: that into which these were.</param>
    /// <param name="steps">The number of inner steps; as in the last phase of the training, by default.</param>
    /// <exception cref="ArgumentException">The set has one class only, another number of classes than the net has scores for, or images of
    /// another form than the layout's or than the net takes; or the meta-parameters are not the learner's.</exception>
    public ImageClassifier(Learner<T> learner, Parameters<T> meta, ImageSet examples, ImageLayout layout, int? steps = null)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(layout);
        if ((examples.Channels, examples.Height, examples.Width) != (layout.Channels, layout.Height, layout.Width))
        {
            throw new ArgumentException(
                $"The images of '{FileText.Show(examples.Name)}' are {examples.Channels} x {examples.Height} x {examples.Width} and the " +
                    $"layout is {layout.Channels} x {layout.Height} x {layout.Width}: give the layout that they were read with.",
                nameof(layout));
        }

        if (examples.ClassCount < 2)
        {
            throw new ArgumentException(
                $"'{FileText.Show(examples.Name)}' has one class, '{FileText.Show(examples.ClassName(0))}': give two or more to tell " +
                    "apart.",
                nameof(examples));
        }

        _classes = [.. Enumerable.Range(0, examples.ClassCount).Select(examples.ClassName)];
        Layout = layout;
        Parameters<T> ordered = learner.Load(meta);
        Parameters<T> task = Task(examples);
        RequireScores(learner, ordered, examples, task);
        Adapted = learner.Adapt(ordered, task, steps);
    }

    /// <summary>The names of the classes, in the order of their numbers.</summary>
    public IReadOnlyList<string> Classes => _classes;

    /// <summary>The form into which images are brought.</summary>
    public ImageLayout Layout { get; }

    /// <summary>What the learner has become.</summary>
    public AdaptedLearner<T> Adapted { get; }

    /// <summary>Adapts to the classes of a folder: a folder for each class, named after it, which holds its images; see
    /// <see cref="ImageFolder"/>.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="meta">Its meta-parameters, in any order.</param>
    /// <param name="folder">The folder of folders.</param>
    /// <param name="layout">The form into which these and new images are brought: channels and size are those that the net takes.</param>
    /// <param name="steps">The number of inner steps; as in the last phase of the training, by default.</param>
    /// <exception cref="ImageFileException">There is no such folder, no class in it, a class without images, or a file that can't be
    /// read.</exception>
    /// <exception cref="ArgumentException">There is one class only, another number of classes than the net has scores for, or the layout is
    /// not one that the net takes; or the meta-parameters are not the learner's.</exception>
    /// <exception cref="IOException">A file can't be read at all, or is no regular file.</exception>
    public static ImageClassifier<T> Load(Learner<T> learner, Parameters<T> meta, string folder, ImageLayout layout, int? steps = null)
    {
        // What needs no file is told before files are read.
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(meta);
        return new(learner, meta, ImageFolder.Load(folder, layout), layout, steps);
    }

    /// <summary>Predicts the class of an image file, of any size and channels.</summary>
    /// <param name="path">The file; see <see cref="ImageFile"/>.</param>
    /// <exception cref="ImageFileException">The file is not an image that can be read; the message says why.</exception>
    /// <exception cref="IOException">The file can't be read at all, or is no regular file.</exception>
    /// <exception cref="InvalidOperationException">A score is not finite.</exception>
    public ImagePrediction Predict(string path) => Predict(ImageFile.Read(path));

    /// <summary>Predicts the class of an image, of any size and channels.</summary>
    /// <param name="image">The image.</param>
    /// <exception cref="InvalidOperationException">A score is not finite.</exception>
    public ImagePrediction Predict(ByteImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return PredictBatch([image], together: false)[0];
    }

    /// <summary>Predicts the classes of images, of any sizes and channels.</summary>
    /// <param name="images">The images.</param>
    /// <param name="together">Whether layers that normalize by the batch do so over these images together (transductive), so that a
    /// prediction depends on the others. By default each is predicted by itself.</param>
    /// <returns>A prediction for each, in their order.</returns>
    /// <exception cref="ArgumentException">A single image is to be normalized by its own batch of one.</exception>
    /// <exception cref="InvalidOperationException">A score is not finite.</exception>
    public IReadOnlyList<ImagePrediction> Predict(IReadOnlyList<ByteImage> images, bool together = false)
    {
        ArgumentNullException.ThrowIfNull(images);
        foreach (ByteImage image in images)
        {
            ArgumentNullException.ThrowIfNull(image, nameof(images));
        }

        if (!together)
        {
            // One by one, so that not even the order of additions in a larger product depends on the others.
            return [.. images.Select(Predict)];
        }

        return images.Count switch
        {
            0 => [],
            1 => throw new ArgumentException(
                "One image is no batch to take a mean and a variance over: predict it by itself, or give more.", nameof(images)),
            _ => PredictBatch(images, together: true),
        };
    }

    private ImagePrediction[] PredictBatch(IReadOnlyList<ByteImage> images, bool together)
    {
        int length = Layout.Channels * Layout.Height * Layout.Width;
        var values = new T[images.Count * length];
        for (int k = 0; k < images.Count; k++)
        {
            Layout.Apply(images[k]).CopyTo(values.AsSpan(k * length, length));
        }

        T[] scores = Tensors.ToArray(
            Adapted.Predict(Tensors.Wrap(values, [images.Count, Layout.Channels, Layout.Height, Layout.Width]), together));
        return [.. scores.Chunk(_classes.Length).Select(Prediction)];
    }

    private ImagePrediction Prediction(T[] scores)
    {
        double[] of = Array.ConvertAll(scores, static score => double.CreateChecked(score));
        if (!of.All(double.IsFinite))
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"The net's scores are [{string.Join(", ", scores)}] after {Adapted.Steps} inner steps, not all of them finite: take " +
                    $"fewer or smaller steps."));
        }

        // Less the greatest, so that nothing overflows and the greatest has the weight 1.
        double greatest = of.Max();
        double[] weights = Array.ConvertAll(of, score => Math.Exp(score - greatest));
        double sum = weights.Sum();
        return new(_classes, Array.ConvertAll(weights, weight => weight / sum));
    }

    private static Parameters<T> Task(ImageSet examples)
    {
        int most = Enumerable.Range(0, examples.ClassCount).Max(examples.DrawingsOf);
        (int Class, int Drawing)[] order =
        [
            .. Enumerable.Range(0, most).SelectMany(
                round => Enumerable.Range(0, examples.ClassCount).Where(of => round < examples.DrawingsOf(of)).Select(of => (of, round))),
        ];
        int length = examples.ImageLength;
        if ((long)order.Length * length > Array.MaxLength)
        {
            throw new ArgumentException(
                $"{order.Length} images of {examples.Channels} x {examples.Height} x {examples.Width} are more than fit into one array: " +
                    "give fewer of each class.",
                nameof(examples));
        }

        var inputs = new T[order.Length * length];
        var targets = new T[order.Length];
        for (int k = 0; k < order.Length; k++)
        {
            examples.CopyTo(order[k].Class, order[k].Drawing, inputs.AsSpan(k * length, length));
            targets[k] = T.CreateChecked(order[k].Class);
        }

        return new(
        [
            KeyValuePair.Create(
                EpisodeNames.SupportInputs, Tensors.Wrap(inputs, [order.Length, examples.Channels, examples.Height, examples.Width])),
            KeyValuePair.Create(EpisodeNames.SupportTargets, Tensors.Wrap(targets, [order.Length])),
        ]);
    }

    // Before it adapts: whether the net takes such images, and has a score for each class.
    private static void RequireScores(Learner<T> learner, Parameters<T> meta, ImageSet examples, Parameters<T> task)
    {
        using Tape<T> tape = new();
        Variables<T> onTape = meta.On(tape);
        Episode<T> episode = TaskBatch<T>.Of(task).On(tape);
        Variables<T> start = learner.Tested.Start(onTape, episode);
        Shape scores;
        try
        {
            scores = learner.Tested.Predict(start, onTape, episode[EpisodeNames.SupportInputs], Pass<T>.Evaluation.AtInnerStep(0)).Shape;
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException(
                $"The net does not take images of {examples.Channels} channels, {examples.Height} rows and {examples.Width} columns: " +
                    "give the layout of those that it was trained on.",
                nameof(examples),
                exception);
        }

        if (scores.Rank != 3 || scores[-1] != examples.ClassCount)
        {
            throw new ArgumentException(
                scores.Rank == 3
                    ? $"The net has scores for {scores[-1]} classes and '{FileText.Show(examples.Name)}' has {examples.ClassCount}: give " +
                        "as many classes, or a net trained for as many ways."
                    : $"The net gave shape {scores} for the images, expected a score for each class: [tasks, images, classes].",
                nameof(examples));
        }
    }
}
