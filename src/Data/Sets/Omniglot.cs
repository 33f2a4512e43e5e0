using System.Security.Cryptography;

namespace AutogradMaml.Data;

/// <summary>
/// Omniglot: 1,623 handwritten characters of 50 alphabets, each drawn once by 20 people; here 28 x 28, ink = 1 and paper = 0.
/// </summary>
/// <remarks>
/// Read from a folder that holds the official <c>images_background.zip</c> (964 characters) and <c>images_evaluation.zip</c> (659), or the
/// folders that they unpack to. The files, one bit of 105 x 105 with paper white, are resized by area (<see cref="ByteImage.Resized"/>).
/// Nothing is extracted. The first reading decodes 32,460 images and leaves a packed file that makes the next one quick.
/// Source: Lake, Salakhutdinov and Tenenbaum, Human-level concept learning through probabilistic program induction, Science 350, 2015; the
/// split by 1,200 characters: Finn, Abbeel and Levine, 2017, section 5.2, after Santoro et al., 2016.
/// </remarks>
public sealed class Omniglot
{
    /// <summary>The rows and columns of an image.</summary>
    public const int Side = 28;

    /// <summary>How many characters the papers train on.</summary>
    public const int TrainingCharacters = 1200;

    private const string CacheName = "omniglot-28x28.cache";
    private const string BackgroundName = "omniglot background";
    private const string EvaluationName = "omniglot evaluation";
    private const string WhereToGetIt =
        "The official files images_background.zip and images_evaluation.zip are in the folder python of the " +
        "repository brendenlake/omniglot on GitHub: put both, as they are, into one folder and name it.";

    private Omniglot(ImageSet background, ImageSet evaluation, string? cacheFile, bool isFromCache, string? note)
    {
        Background = background;
        Evaluation = evaluation;
        CacheFile = cacheFile;
        IsFromCache = isFromCache;
        Note = note;
        All = ImageSet.Join("omniglot", background, evaluation);
    }

    /// <summary>The 964 characters of the official background set, in the order of their numbers.</summary>
    public ImageSet Background { get; }

    /// <summary>The 659 characters of the official evaluation set.</summary>
    public ImageSet Evaluation { get; }

    /// <summary>All characters, those of the background set first.</summary>
    public ImageSet All { get; }

    /// <summary>The packed file that was read or written; null if none could be.</summary>
    public string? CacheFile { get; }

    /// <summary>Whether the images came from the packed file.</summary>
    public bool IsFromCache { get; }

    /// <summary>What the user should know: that no packed file could be written, and why. Null if all is well.</summary>
    public string? Note { get; }

    /// <summary>Reads the images.</summary>
    /// <param name="folder">The folder that holds the official archives, or what they unpack to.</param>
    /// <param name="cacheFolder">Where to keep the packed file: a folder that is the user's own to write, for what its pixels show is
    /// believed. By default the folder AutogradMaml in the user's local application data. Never beside what was downloaded, unless it is
    /// named.</param>
    /// <exception cref="ImageFileException">The folder or one of its files is missing or damaged. The message says which, and where the
    /// official files are to be had.</exception>
    /// <exception cref="IOException">A file can't be read at all, or is no regular file.</exception>
    public static Omniglot Load(string folder, string? cacheFolder = null)
        => Load(folder, cacheFolder, OmniglotPart.Background, OmniglotPart.Evaluation);

    /// <summary>The alphabet of a character, by the name of its class: <c>Greek</c> of <c>Greek/character01</c>. An alphabet turned is
    /// another one: <c>Greek turned 90</c> of <c>Greek/character01 turned 90</c>, as <see cref="ImageSet.WithRotations"/> names
    /// it.</summary>
    /// <param name="className">The name.</param>
    public static string AlphabetOf(string className)
    {
        ArgumentNullException.ThrowIfNull(className);
        return className.Split(" turned ") is [var upright, var turned]
            ? $"{AlphabetOf(upright)} turned {turned}"
            : className.Split('/')[0];
    }

    /// <summary>One drawing as the net sees it: grey, ink = 255, 28 x 28.</summary>
    /// <param name="image">The drawing, black ink on white paper, of any size.</param>
    public static ByteImage Prepare(ByteImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.WithChannels(1).Inverted().Resized(Side, Side);
    }

    /// <summary>The official split: background to train on, evaluation to test on.</summary>
    /// <param name="validation">How many characters of the background set are set aside for validation.</param>
    /// <param name="seed">Which ones: the seed of the draw.</param>
    public ImageSplit OfficialSplit(int validation = 0, ulong seed = 0)
    {
        if (validation == 0)
        {
            return new(Background, null, Evaluation);
        }

        ImageSplit split = ImageSplit.Random(Background, seed, Background.ClassCount - validation);
        return new(split.Training, split.Test, Evaluation);
    }

    /// <summary>The split of the papers: 1,200 characters drawn from all alphabets to train on, the other 423 to test on.</summary>
    /// <param name="seed">The seed of the draw.</param>
    /// <param name="validation">How many of the 1,200 are set aside for validation; the code published with MAML takes 100.</param>
    /// <param name="training">How many are for training, those for validation included.</param>
    public ImageSplit RandomSplit(ulong seed, int validation = 0, int training = TrainingCharacters)
        => ImageSplit.Random(All, seed, training, validation);

    internal static Omniglot Load(string folder, string? cacheFolder, OmniglotPart background, OmniglotPart evaluation)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (cacheFolder is not null)
        {
            ArgumentException.ThrowIfNullOrEmpty(cacheFolder);
        }

        try
        {
            if (!Directory.Exists(folder))
            {
                throw new ImageFileException(folder, "there is no such folder.");
            }

            var first = OmniglotSource.Find(folder, background);
            var second = OmniglotSource.Find(folder, evaluation);
            byte[] source = Fingerprint(first, second);
            string? path = (cacheFolder ?? DefaultCacheFolder()) is { } place ? Path.Combine(place, CacheName) : null;
            ImageSetLayout Layout(OmniglotPart part, string name) => new(name, 1, Side, Side, part.Characters, OmniglotPart.Drawers);
            if (path is not null
                && ImageSetFile.TryRead(
                    path, source, OmniglotPath.IsClassName, Layout(background, BackgroundName),
                    Layout(evaluation, EvaluationName)) is [var one, var other])
            {
                return new(one, other, path, isFromCache: true, note: null);
            }

            ImageSet backgroundSet = new(BackgroundName, 1, Side, Side, OmniglotReader.Read(first, background));
            ImageSet evaluationSet = new(EvaluationName, 1, Side, Side, OmniglotReader.Read(second, evaluation));
            string? refusal = Keep(path, source, backgroundSet, evaluationSet);
            return refusal is null
                ? new(backgroundSet, evaluationSet, path, isFromCache: false, note: null)
                : new(
                    backgroundSet,
                    evaluationSet,
                    cacheFile: null,
                    isFromCache: false,
                    $"The packed images could not be kept, so the next start decodes them again. {refusal} Name a " +
                        "folder that can be written.");
        }
        catch (ImageFileException exception)
        {
            throw new ImageFileException($"Omniglot can't be read. {exception.Message} {WhereToGetIt}", exception);
        }
    }

    // Null where the system names none, as for a user without a home.
    private static string? DefaultCacheFolder()
    {
        string local = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return local.Length == 0 ? null : Path.Combine(local, "AutogradMaml");
    }

    private static byte[] Fingerprint(OmniglotSource first, OmniglotSource second)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        first.AppendTo(hash);
        second.AppendTo(hash);
        return hash.GetHashAndReset();
    }

    // Null if they were kept, else why not.
    private static string? Keep(string? path, byte[] source, ImageSet background, ImageSet evaluation)
    {
        if (path is null)
        {
            return "The system names no folder for local application data.";
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            ImageSetFile.Write(path, source, background, evaluation);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{path}: {exception.Message}";
        }
    }
}
