// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures through the real worker: this program calls itself as the product does.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time.h"
#include "picture/confine.h"
#include "picture/picture.h"
#include "picture/vips.h"
#include "picture_samples.h"

static struct arena arena;
static struct vips vips;

static struct picture made(struct str sent)
{
	struct picture p = {0};
	const struct err *err = picture_make(sent, &arena, &p);
	if (err != NULL)
		fail_msg("%s", err_text(err));
	assert_true(p.n >= 1 && p.n <= PICTURE_SIZE_MAX);
	return p;
}

static void refused(struct str sent, const char *says)
{
	struct picture p = {0};
	const struct err *err = picture_make(sent, &arena, &p);
	if (err == NULL)
		fail_msg("taken, though it should be refused with: %s", says);
	if (err_code(err) != ERR_INPUT || str_find(str_of(err_text(err)), str_of(says)) < 0)
		fail_msg("refused with: %s, not: %s", err_text(err), says);
	err_free(err);
}

static struct str jpeg_of(struct str png)
{
	void *bytes = NULL;
	size_t n = 0;
	vips_image *image = vips.from_buffer(png.p, png.n, "", NULL);
	assert_non_null(image);
	assert_int_equal(vips.jpegsave_buffer(image, &bytes, &n, "Q", 85, NULL), 0);
	vips.unref(image);
	struct str copy = arena_str(&arena, (struct str){bytes, n});
	free(bytes);
	return copy;
}

static void test_sizes(void **state)
{
	struct buf png = sample_png(2000, 1500, 8, false);
	struct str jpeg = jpeg_of(buf_str(&png));
	const struct str sent[] = {buf_str(&png), jpeg};
	for (size_t i = 0; i < 2; i++) {
		struct picture p = made(sent[i]);
		assert_int_equal(p.n, 3);
		assert_int_equal(p.sizes[0].width, 320);
		assert_int_equal(p.sizes[0].height, 240);
		assert_int_equal(p.sizes[1].width, 640);
		assert_int_equal(p.sizes[2].width, 1280);
		assert_int_equal(p.sizes[2].height, 960);
		struct picture again = made(p.sizes[2].bytes); // what is made is a WebP picture that we would take
		assert_int_equal(again.sizes[2].width, 1280);
	}
	buf_release(&png);
}

static void test_small_ones_are_not_blown_up(void **state)
{
	struct buf png = sample_png(200, 100, 8, false), wide = sample_png(400, 90, 16, true), dot = sample_png(63, 200, 8, false);
	struct picture p = made(buf_str(&png)), q = made(buf_str(&wide));
	assert_int_equal(p.n, 1);
	assert_int_equal(p.sizes[0].width, 200);
	assert_int_equal(p.sizes[0].height, 100);
	assert_int_equal(q.n, 2);
	assert_int_equal(q.sizes[1].width, 400);
	refused(buf_str(&dot), "trop petite");
	buf_release(&png);
	buf_release(&wide);
	buf_release(&dot);
}

// Six is "turn it by a quarter", as phones write; the rest is what nobody means to publish.
static struct str with_secrets(struct str jpeg)
{
	static const char exif[] = "Exif\0\0MM\0*\0\0\0\x08\0\x02"
				   "\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"         // orientation 6
				   "\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0" // GPS block at 38
				   "\0\x01\0\x01\0\x02\0\0\0\x0eGPS\0\0\0\0\0GPSSECRET48N";
	static const char xmp[] = "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'>XMPSECRET</x:xmpmeta>";
	static const char comment[] = "COMMENTSECRET";
	const struct {
		char marker;
		struct str data;
	} segments[] = {{'\xe1', {exif, sizeof exif}}, {'\xe1', {xmp, sizeof xmp}}, {'\xfe', {comment, sizeof comment}}};
	struct buf b = BUF_IN(&arena);
	buf_add(&b, str_sub(jpeg, 0, 2));
	for (size_t i = 0; i < 3; i++) {
		buf_addc(&b, '\xff');
		buf_addc(&b, segments[i].marker);
		buf_addc(&b, (char)((segments[i].data.n + 2) >> 8));
		buf_addc(&b, (char)(segments[i].data.n + 2));
		buf_add(&b, segments[i].data);
	}
	buf_add(&b, str_from(jpeg, 2));
	return buf_str(&b);
}

static void test_what_the_camera_wrote_is_gone(void **state)
{
	static const char *const secrets[] = {"SECRET", "EXIF", "Exif", "XMP", "xmp", "GPS", "ICCP", "adobe"};
	struct buf png = sample_png(800, 400, 8, false);
	struct str sent = with_secrets(jpeg_of(buf_str(&png)));
	assert_true(str_find(sent, S("GPSSECRET48N")) > 0);
	struct picture p = made(sent);
	assert_int_equal(p.sizes[p.n - 1].width, 400); // upright
	assert_int_equal(p.sizes[p.n - 1].height, 800);
	for (size_t i = 0; i < p.n; i++)
		for (size_t k = 0; k < sizeof secrets / sizeof *secrets; k++)
			if (str_find(p.sizes[i].bytes, str_of(secrets[k])) >= 0)
				fail_msg("size %zu still says %s", i, secrets[k]);
	buf_release(&png);
}

static void test_what_is_no_picture(void **state)
{
	refused(STR_NONE, "Choisissez");
	refused(S("bonjour"), "pas une photo");
	refused(S("<html><script>alert(1)</script>"), "pas une photo");
	refused(S("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), "SVG");
	refused(S("%PDF-1.7\n"), "PDF");
	refused(S("GIF89a\1\0\1\0"), "GIF");
	refused(S("\0\0\0\x18" "ftypheic\0\0\0\0"), "HEIC");
	refused(S("\0\0\0\x18" "ftypavif\0\0\0\0"), "AVIF");
	refused(S("\0\0\0\x18" "ftypisom\0\0\0\0"), "vidéo");
	refused(S("MM\0*\0\0\0\x08"), "TIFF");
	refused(S("\xff\xd8\xff"), "abîmé");
	refused(S("\x89PNG\r\n\x1a\n<svg>"), "abîmé");
	refused(S("RIFF\x10\0\0\0WEBPVP8 "), "abîmé");
	struct buf heavy = {0};
	buf_add(&heavy, S("\xff\xd8\xff"));
	buf_reserve(&heavy, PICTURE_BYTES_MAX);
	heavy.n = PICTURE_BYTES_MAX + 1;
	refused(buf_str(&heavy), "12 Mo");
	buf_release(&heavy);
}

static void test_bombs(void **state)
{
	struct buf wide = {0}, text = {0}, full = {0}, zeros = {0};
	png_head(&wide, 60000, 60000, 8, 2);
	png_pressed(&wide, "IDAT", STR_NONE, S("\0\0\0\0"));
	png_chunk(&wide, "IEND", STR_NONE);
	refused(buf_str(&wide), "50 millions");
	// 64 MB of comment in 64 kB
	buf_reserve(&zeros, 64 << 20);
	memset(zeros.p, ' ', 64 << 20);
	zeros.n = 64 << 20;
	png_head(&text, 100, 100, 8, 2);
	png_pressed(&text, "zTXt", S("Comment\0\0"), buf_str(&zeros));
	png_pressed(&text, "IDAT", STR_NONE, S("\0\0\0\0"));
	png_chunk(&text, "IEND", STR_NONE);
	refused(buf_str(&text), "abîmé");
	// as many points as we take, all of one colour: 148 MB of pixels in 150 kB
	uint32_t w = 7000, h = 7000;
	png_head(&full, w, h, 8, 2);
	buf_reserve(&zeros, (size_t)h * (w * 3 + 1));
	memset(zeros.p, 0, (size_t)h * (w * 3 + 1));
	zeros.n = (size_t)h * (w * 3 + 1);
	png_pressed(&full, "IDAT", STR_NONE, buf_str(&zeros));
	png_chunk(&full, "IEND", STR_NONE);
	struct picture p = made(buf_str(&full));
	assert_int_equal(p.sizes[2].width, 1280);
	buf_release(&wide);
	buf_release(&text);
	buf_release(&full);
	buf_release(&zeros);
}

static void test_truncated_and_broken(void **state)
{
	struct buf png = sample_png(400, 300, 8, false);
	struct str jpeg = jpeg_of(buf_str(&png)), webp = made(jpeg).sizes[0].bytes;
	const struct str whole[] = {buf_str(&png), jpeg, webp};
	uint64_t seed = 42;
	for (size_t i = 0; i < 3; i++) {
		refused(str_sub(whole[i], 0, whole[i].n / 2), "abîmé");
		refused(str_sub(whole[i], 0, 40), "abîmé");
		for (int round = 0; round < 8; round++) { // bytes changed anywhere: a picture or a sentence, nothing else
			struct str copy = arena_str(&arena, whole[i]);
			for (int k = 0; k < 12; k++) {
				seed = seed * 6364136223846793005u + 1442695040888963407u;
				((char *)(uintptr_t)copy.p)[16 + (seed >> 33) % (copy.n - 16)] = (char)(seed >> 24);
			}
			struct picture p = {0};
			const struct err *err = picture_make(copy, &arena, &p);
			assert_true(err == NULL ? p.n > 0 : err_code(err) == ERR_INPUT);
			err_free(err);
		}
	}
	buf_release(&png);
}

static void *thread_runs(void *user)
{
	*(int *)user = 7;
	return NULL;
}

// What a captured worker would try. Each answer is a bit: 0 when nothing of it works.
static int tries(unsigned walls)
{
	int got = 0, ran = 0;
	pthread_t t;
	got |= open("/etc/passwd", O_RDONLY) >= 0 ? 1 : 0;
	got |= open("/tmp/maille-picture-probe", O_WRONLY | O_CREAT, 0600) >= 0 ? 2 : 0;
	got |= socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0 ? 4 : 0;
	got |= mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED ? 8 : 0;
	got |= kill(getppid(), 0) == 0 ? 16 : 0;
	if (walls & (WALL_LANDLOCK | WALL_SECCOMP))
		execl("/bin/true", "true", NULL); // would end this process with 0 instead of what follows
	pid_t child = fork();
	if (child == 0)
		_exit(0);
	got |= child > 0 ? 32 : 0;
	if (pthread_create(&t, NULL, thread_runs, &ran) == 0) // and what it does need still works
		pthread_join(t, NULL);
	return ran == 7 ? got : 64;
}

enum { OFFSET = 1 }; // so that a program run by exec cannot be taken for "nothing worked"

static int confined(unsigned walls, unsigned *stand)
{
	int ends[2], status;
	assert_int_equal(pipe(ends), 0);
	pid_t pid = fork();
	if (pid == 0) {
		dup2(ends[1], 1);
		unsigned raised = confine(walls);
		if (write(1, &raised, sizeof raised) != sizeof raised)
			_exit(127);
		_exit(OFFSET + tries(raised));
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], stand, sizeof *stand), sizeof *stand);
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status))
		fail_msg("the worker behind walls %u died of signal %d", walls, WTERMSIG(status));
	return WEXITSTATUS(status) - OFFSET;
}

static void test_walls(void **state)
{
	unsigned stand;
	int got = confined(WALL_ALL, &stand);
	print_message("walls that stand here: %u of %u\n", stand, WALL_ALL);
	assert_true(stand & WALL_LIMITS);
	if (stand & WALL_SECCOMP)
		assert_int_equal(got, 0);
	// Each by itself, so that one does not hide another that is open.
	got = confined(WALL_PRIVILEGES | WALL_SECCOMP, &stand);
	if (stand & WALL_SECCOMP)
		assert_int_equal(got, 0);
	got = confined(WALL_PRIVILEGES | WALL_LANDLOCK, &stand);
	if (stand & WALL_LANDLOCK)
		assert_int_equal(got & 3, 0); // no file, neither to read nor to write
	got = confined(WALL_LIMITS, &stand);
	assert_int_equal(got & 7, 0); // not one more descriptor
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], PICTURE_WORKER) == 0)
		return picture_worker();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walls),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_small_ones_are_not_blown_up),
		cmocka_unit_test(test_what_the_camera_wrote_is_gone),
		cmocka_unit_test(test_what_is_no_picture),
		cmocka_unit_test(test_bombs),
		cmocka_unit_test(test_truncated_and_broken),
	};
	if (!vips_load(&vips)) {
		print_error("libvips.so.42 is not installed (./dev check installs it)\n");
		return 1;
	}
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	fflush(NULL);
	_exit(failed); // libvips runs in this process too, and keeps what it has: no leak of ours
}
